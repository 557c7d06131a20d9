namespace PeppaApi.Hosting;

/// <summary>Serves until told to stop.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(string[] settings)
    {
        await using var app = PeppaHost.Build(settings);
        await PeppaHost.StartUpAsync(app, rehearse: true);
        await app.RunAsync();
        return ExitCodes.Success;
    }
}
