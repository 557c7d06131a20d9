using PeppaApi.Outbound;
using PeppaApi.Providers;
using PeppaApi.Settings;

namespace PeppaApi.Channels;

/// <summary>The models that an upstream names, beside those of its channel.</summary>
/// <param name="New">Named by the upstream, not in the channel.</param>
/// <param name="Gone">In the channel, not named any more.</param>
public sealed record UpstreamModels(IReadOnlyList<string> All, IReadOnlyList<string> New, IReadOnlyList<string> Gone);

/// <summary>What is left of an account at a vendor.</summary>
public sealed record UpstreamBalance(decimal Amount, string Currency);

/// <summary>Asks an upstream what it has: models, and what is left of the account.</summary>
public sealed class UpstreamQuestions(ChannelService channels, ChannelDirectory directory, UpstreamCalls calls)
{
    private const int LargestAnswer = 8 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>The models, or <see langword="null"/> if there is no such channel.</returns>
    /// <exception cref="InputException">The upstream does not say.</exception>
    public async Task<UpstreamModels?> ModelsAsync(long channelId, CancellationToken cancellationToken = default)
    {
        if (await channels.GetAsync(channelId, cancellationToken) is not { } channel)
        {
            return null;
        }

        var names = await ModelsAsync(await AccessAsync(channelId, cancellationToken), cancellationToken);
        // What the channel offers under a name of its own is there if what it leads to is.
        var offered = channel.Models.ToLookup(model => channel.ModelMapping.GetValueOrDefault(model, model));
        return new UpstreamModels(
            names,
            [.. names.Where(name => !offered.Contains(name))],
            [.. offered.Where(group => !names.Contains(group.Key)).SelectMany(group => group)]);
    }

    /// <summary>The models that the upstream of a channel names which is not saved yet.</summary>
    /// <exception cref="InputException">The upstream does not say, or a field cannot be accepted.</exception>
    public Task<IReadOnlyList<string>> ModelsAsync(ChannelSpec draft, CancellationToken cancellationToken = default) =>
        ModelsAsync(channels.Draft(draft), cancellationToken);

    /// <returns>What is left of the first usable key's account, or <see langword="null"/> if there is no such channel.</returns>
    /// <exception cref="InputException">The upstream does not say.</exception>
    public async Task<UpstreamBalance?> BalanceAsync(long channelId, CancellationToken cancellationToken = default)
    {
        if (await channels.GetAsync(channelId, cancellationToken) is not { } channel)
        {
            return null;
        }

        var query = BalanceQuery.For(new Uri(channel.BaseUrl));
        InputException.Require(query is not null, "baseUrl", "This upstream has no way to ask for a balance.");
        var access = await AccessAsync(channelId, cancellationToken);
        var balance = query!.Read(await AskAsync(access, key => query.Create(access.Target, key), cancellationToken));
        InputException.Require(balance is not null, "baseUrl", "The upstream answered without a balance.");
        return new UpstreamBalance(balance!.Value.Amount, balance.Value.Currency);
    }

    private async Task<IReadOnlyList<string>> ModelsAsync(ChannelAccess channel, CancellationToken cancellationToken)
    {
        var names = ModelList.Read(await AskAsync(channel, access => ModelList.Create(channel.Target, access), cancellationToken));
        InputException.Require(names.Count > 0, "models", "The upstream answered without a list of models.");
        return names;
    }

    private async Task<ChannelAccess> AccessAsync(long channelId, CancellationToken cancellationToken)
    {
        var access = await directory.AccessForTestAsync(channelId, null, cancellationToken);
        InputException.Require(access is not null, "keys", "The channel has no usable key.");
        return access!;
    }

    private async Task<byte[]> AskAsync(ChannelAccess channel, Func<UpstreamAccess, HttpRequestMessage> question, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var response = await calls.SendAsync(channel, question, patience.Token);
            await response.Content.LoadIntoBufferAsync(LargestAnswer, patience.Token);
            InputException.Require(response.IsSuccessStatusCode, "baseUrl", $"The upstream answered {(int)response.StatusCode}.");
            return await response.Content.ReadAsByteArrayAsync(patience.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new InputException("baseUrl", AddressRefusedException.In(exception)?.Message ?? "The upstream cannot be reached.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InputException("baseUrl", "The upstream did not answer in time.");
        }
    }
}
