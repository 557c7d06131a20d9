using PeppaApi.Outbound;
using PeppaApi.Providers;
using PeppaApi.Settings;

namespace PeppaApi.Channels;

/// <summary>The models that an upstream names, beside those of its channel.</summary>
/// <param name="New">Named by the upstream, not in the channel.</param>
/// <param name="Gone">In the channel, not named any more.</param>
public sealed record UpstreamModels(IReadOnlyList<string> All, IReadOnlyList<string> New, IReadOnlyList<string> Gone);

/// <summary>Asks an upstream which models it has.</summary>
public sealed class UpstreamModelReader(ChannelService channels, ChannelDirectory directory, UpstreamHttp http)
{
    private const int LargestList = 8 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>The models, or <see langword="null"/> if there is no such channel.</returns>
    /// <exception cref="InputException">The upstream does not say.</exception>
    public async Task<UpstreamModels?> ReadAsync(long channelId, CancellationToken cancellationToken = default)
    {
        if (await channels.GetAsync(channelId, cancellationToken) is not { } channel)
        {
            return null;
        }

        var key = await directory.KeyForTestAsync(channelId, null, cancellationToken);
        InputException.Require(key is not null, "keys", "The channel has no usable key.");
        var target = new UpstreamTarget(ProviderCatalog.Find(channel.Provider)!, new Uri(channel.BaseUrl), "");
        var names = await AskAsync(target, key!.Value.Secret, await directory.RulesOfAsync(channelId, cancellationToken), cancellationToken);
        // What the channel offers under a name of its own is there if what it leads to is.
        var offered = channel.Models.ToLookup(model => channel.ModelMapping.GetValueOrDefault(model, model));
        return new UpstreamModels(
            names,
            [.. names.Where(name => !offered.Contains(name))],
            [.. offered.Where(group => !names.Contains(group.Key)).SelectMany(group => group)]);
    }

    private async Task<IReadOnlyList<string>> AskAsync(UpstreamTarget target, string key, ChannelRules rules, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        string problem;
        try
        {
            using var message = ModelList.Create(target, key);
            rules.AddHeaders(message);
            using var response = await http.SendAsync(message, rules.Proxy, patience.Token);
            await response.Content.LoadIntoBufferAsync(LargestList, patience.Token);
            if (response.IsSuccessStatusCode && ModelList.Read(await response.Content.ReadAsByteArrayAsync(patience.Token)) is { Count: > 0 } names)
            {
                return names;
            }

            problem = $"The upstream answered {(int)response.StatusCode} without a list of models.";
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            problem = AddressRefusedException.In(exception)?.Message ?? "The upstream cannot be reached.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            problem = "The upstream did not answer in time.";
        }

        throw new InputException("models", problem);
    }
}
