using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>Before the walk of a request: lets it in, or says, for next to nothing, that the relay has enough in hand.</summary>
internal sealed class RelayEntrance(RelayPipeline pipeline, RelayLoad load, TimeProvider time)
{
    public async Task RunAsync(HttpContext context, DoorDialect door, DoorCall call)
    {
        if (!load.TryEnter())
        {
            await load.PauseAsync();
            RequestIds.Assign(context, time, door);
            await RelayFailureWriter.WriteAsync(context, door, new RelayFailure.Overloaded());
            return;
        }

        try
        {
            await pipeline.RunAsync(context, door, call, load.Cut);
        }
        finally
        {
            load.Leave();
        }
    }
}
