using System.Diagnostics;
using PeppaApi.Data.Entities;
using PeppaApi.Outbound;
using PeppaApi.Providers;
using PeppaApi.Settings;

namespace PeppaApi.Channels;

/// <param name="Error">What the upstream said, or what kept it from being reached.</param>
/// <param name="Status">What the upstream answered with; none if it did not.</param>
public sealed record ChannelTestResult(bool Ok, int Milliseconds, string? Error, string? Model, int? Status = null);

/// <summary>Sends one tiny request through a channel, outside of any account: the operator pays the upstream for it.</summary>
public sealed class ChannelTester(
    ChannelService channels, ChannelKeyService keys, ChannelDirectory directory, ChannelJournal journal, UpstreamCalls calls, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="model">The model to try; none is the channel's first.</param>
    /// <param name="keyId">The key to try, in use or not; none is any that is in use.</param>
    /// <returns>How it went, or <see langword="null"/> if there is no such channel.</returns>
    public async Task<ChannelTestResult?> TestAsync(long id, string? model = null, long? keyId = null, CancellationToken cancellationToken = default)
    {
        if (await channels.GetAsync(id, cancellationToken) is not { } channel)
        {
            return null;
        }

        model ??= channel.Models[0];
        if (await directory.AccessForTestAsync(id, keyId, cancellationToken) is not { } access)
        {
            return new ChannelTestResult(false, 0, "The channel has no usable key.", model);
        }

        var result = await TryAsync(access, model, channel.ModelMapping.GetValueOrDefault(model, model), cancellationToken);
        if (keyId is null)
        {
            await channels.RecordTestAsync(id, result, cancellationToken);
        }

        await ConcludeAsync(channel, keyId, result, cancellationToken);
        return result;
    }

    /// <summary>Tries a channel that is not saved yet, with its first key. Nothing is kept of it.</summary>
    /// <exception cref="InputException">A field cannot be accepted; nothing was sent.</exception>
    public Task<ChannelTestResult> TryAsync(ChannelSpec draft, string model, CancellationToken cancellationToken = default) =>
        TryAsync(channels.Draft(draft), model, draft.ModelMapping?.GetValueOrDefault(model) ?? model, cancellationToken);

    /// <summary>What passed is in use again; what was out of use and failed stays so for longer.</summary>
    private async Task ConcludeAsync(ChannelView channel, long? keyId, ChannelTestResult result, CancellationToken cancellationToken)
    {
        var breaker = directory.FindState(channel.Id)?.Breaker;
        if (!result.Ok)
        {
            if (breaker is { IsReady: false } && keyId is null)
            {
                breaker.Fail(time.GetUtcNow(), "The test failed.", chance: 0.5);
            }

            return;
        }

        if (breaker?.Reset() == true)
        {
            journal.Note(ChannelEventKind.ChannelRestored, channel.Id, channel.Name, null, "The test passed.");
        }

        if (keyId is { } id)
        {
            await keys.RestoreAsync(channel.Id, id, cancellationToken);
        }
    }

    private async Task<ChannelTestResult> TryAsync(ChannelAccess channel, string model, string upstreamModel, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var clock = Stopwatch.StartNew();
        var (status, error) = await SendAsync(channel.Target with { Model = upstreamModel }, channel.Secret, channel.Rules, patience.Token);
        return new ChannelTestResult(error is null, (int)clock.ElapsedMilliseconds, error, model, status);
    }

    private async Task<(int? Status, string? Error)> SendAsync(UpstreamTarget target, string key, ChannelRules rules, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await calls.AccessAsync(target, key, rules.Proxy, cancellationToken);
            if (answer.Access is not { } access)
            {
                return (answer.Status, $"{answer.Status}: {target.Provider.Dialect.ReadError(answer.Body, key)?.Message ?? "The key was not exchanged for a token."}");
            }

            using var probe = UpstreamProbe.Create(target, access);
            await rules.ApplyAsync(probe, target.Provider.Dialect.Name, cancellationToken);
            using var response = await calls.SendAsync(probe, rules.Proxy, cancellationToken);
            return ((int)response.StatusCode, await UpstreamProbe.ErrorAsync(target.Provider, response, key, cancellationToken));
        }
        catch (HttpRequestException exception)
        {
            return (null, AddressRefusedException.In(exception)?.Message ?? $"The upstream cannot be reached ({exception.HttpRequestError}).");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested || cancellationToken.CanBeCanceled)
        {
            return (null, $"No answer within {Patience.TotalSeconds:0} seconds.");
        }
    }
}
