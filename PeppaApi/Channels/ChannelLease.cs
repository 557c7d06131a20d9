using PeppaApi.Data.Entities;
using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>One attempt's channel and key, and how to say how it went. Disposed when the call is over.</summary>
public sealed class ChannelLease : IDisposable
{
    private readonly ChannelSearch _search;
    private readonly ChannelJournal _journal;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly long _startedAt;
    private bool _waiting = true;
    private bool _over;

    internal ChannelLease(ChannelEntry channel, KeyEntry key, ChannelSearch search, ChannelJournal journal, TimeProvider time, Random random)
    {
        (Channel, Key, _search, _journal, _time, _random) = (channel, key, search, journal, time, random);
        UpstreamModel = channel.ModelMapping.GetValueOrDefault(search.Model, search.Model);
        _startedAt = time.GetTimestamp();
        key.State.Begin();
    }

    public ChannelEntry Channel { get; }

    public KeyEntry Key { get; }

    /// <summary>The model as the upstream calls it.</summary>
    public string UpstreamModel { get; }

    /// <summary>Where the attempt goes.</summary>
    public UpstreamTarget Target => new(Channel.Provider, Channel.Endpoint, UpstreamModel);

    /// <summary>The upstream refused the token that the key was exchanged for: it may be exchanged anew, once.</summary>
    public bool TokenRefused { get; set; }

    /// <summary>What the call was authorised with last.</summary>
    public UpstreamAccess Access { get; set; }

    /// <summary>The channel and key, for calls that follow up on this one.</summary>
    public ChannelAccess ChannelAccess => new(Channel.Id, Target, Key.Secret, Channel.Rules);

    internal bool ChannelOnTrial { get; init; }

    internal bool KeyOnTrial { get; init; }

    /// <summary>
    /// The upstream has begun a reply: a channel that was out of use is in use again. Failures before are forgotten only once the reply is
    /// whole (<see cref="Succeeded"/>): an upstream that breaks off every stream has not recovered.
    /// </summary>
    public void Answered()
    {
        NoteAnswer();
        if (!Channel.State.Breaker.IsReady || !Key.State.Breaker.IsReady)
        {
            Restore();
        }
    }

    /// <summary>The upstream gave a whole reply, or refuses the request for what it asks: either way it works.</summary>
    public void Succeeded()
    {
        NoteAnswer();
        Restore();
    }

    private void NoteAnswer()
    {
        if (_waiting)
        {
            _waiting = false;
            Channel.State.Load.Answered(_startedAt);
        }
    }

    private void Restore()
    {
        var now = _time.GetUtcNow();
        if (Channel.State.Breaker.Succeed(now))
        {
            _journal.Note(ChannelEventKind.ChannelRestored, Channel, null, "A request was answered.");
        }

        if (Key.State.Breaker.Succeed(now))
        {
            _journal.Note(ChannelEventKind.KeyRestored, Channel, Key, "A request was answered.");
        }
    }

    /// <summary>The channel works, but not for this request, which is better tried elsewhere.</summary>
    public void Unfit() => _search.NoteFailure(Channel.Id);

    /// <summary>The upstream could not be reached, or failed.</summary>
    /// <param name="reason">In words of ours: what the upstream said may repeat the prompt.</param>
    public void ChannelFailed(string reason)
    {
        _search.NoteFailure(Channel.Id);
        Channel.State.Failures.Add(1);
        if (Channel.State.Breaker.Fail(_time.GetUtcNow(), reason, _random.NextDouble()) is { } until)
        {
            _journal.Note(ChannelEventKind.ChannelCooling, Channel, null, reason, until);
        }
    }

    /// <summary>The upstream answered 429: the key pauses for as long as it says, else from five seconds on, longer each time.</summary>
    public void KeyBusy(TimeSpan? retryAfter)
    {
        const string Reason = "429: too many requests";
        var now = _time.GetUtcNow();
        Channel.State.Failures.Add(1);
        var until = retryAfter is { } asked && asked > TimeSpan.Zero
            ? Key.State.Breaker.Pause(now, asked, Reason)
            : Key.State.Breaker.Fail(now, Reason, _random.NextDouble(), asked: true);
        if (until is not null)
        {
            _journal.Note(ChannelEventKind.KeyCooling, Channel, Key, Reason, until);
        }
    }

    /// <summary>The upstream refuses the key: it is not used any more, from now on in this process.</summary>
    public void KeyRejected(string reason)
    {
        Channel.State.Failures.Add(1);
        Key.State.Breaker.Pause(_time.GetUtcNow(), TimeSpan.FromMinutes(10), reason);
        _journal.Note(ChannelEventKind.KeySetAside, Channel, Key, reason);
    }

    /// <summary>What the request came to, for the limits of the channel and the figures of the key.</summary>
    public void Used(long tokens, long cost)
    {
        Channel.State.Tokens.Add(tokens);
        Key.State.Spend(cost);
    }

    public void Dispose()
    {
        if (_over)
        {
            return;
        }

        _over = true;
        if (_waiting)
        {
            Channel.State.Load.GaveUp();
        }

        Channel.State.Load.End();
        Key.State.End();
        if (ChannelOnTrial)
        {
            Channel.State.Breaker.EndTrial();
        }

        if (KeyOnTrial)
        {
            Key.State.Breaker.EndTrial();
        }
    }
}
