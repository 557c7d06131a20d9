using System.Net.Http.Headers;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>
/// One request of each kind, sent before any load: shows early that the way is open, and what each kind costs by its
/// usage row. Every later request is the same, so the account must be down by counts times these.
/// </summary>
internal sealed class PriceProbe(RelayProcess relay, RelayClient client, Peer peer, RelayWay way)
{
    public async Task<RequestCosts> RunAsync(CancellationToken stop)
    {
        var costs = new RequestCosts(await MeasureAsync(stream: false, stop), way.Door.HasStreams ? await MeasureAsync(stream: true, stop) : 0);
        return costs.Plain > 0 && costs.Stream > 0 == way.Door.HasStreams
            ? costs
            : throw new BenchmarkException($"{peer.Name}: PeppaApi charged nothing: {costs}");
    }

    private async Task<decimal> MeasureAsync(bool stream, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = relay.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, way.Door.Path) { Content = new ByteArrayContent(way.Door.Body(way.Model, stream)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(way.Door.ContentType);
        foreach (var (name, value) in way.Door.Headers(peer.ClientKey))
        {
            request.Headers.Add(name, value);
        }

        using var reply = await http.SendAsync(request, stop);
        var body = await reply.Content.ReadAsStringAsync(stop);
        if (!reply.IsSuccessStatusCode || !reply.Headers.TryGetValues("X-Request-Id", out var ids))
        {
            throw new BenchmarkException($"{peer.Name}: PeppaApi answered {(int)reply.StatusCode} to the first request, or without X-Request-Id: {body}");
        }

        (stream ? peer.StreamTally : peer.PlainTally).Good++;
        return await client.ReadCostAsync(ids.First(), stop);
    }
}
