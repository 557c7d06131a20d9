namespace PeppaApi.Channels;

/// <summary>Until when a channel or key is better left alone. Safe for any thread.</summary>
public sealed class Cooldown
{
    private long _until;
    private volatile bool _strict;

    /// <summary>When it ends; in the past if it is over.</summary>
    public DateTimeOffset Until => new(Volatile.Read(ref _until), TimeSpan.Zero);

    /// <summary>Whether the upstream itself asked for the pause: then it is obeyed even if nothing else is left.</summary>
    public bool IsStrict => _strict;

    public bool IsActive(DateTimeOffset now) => Volatile.Read(ref _until) > now.UtcTicks;

    public void Begin(DateTimeOffset until, bool strict)
    {
        _strict = strict;
        Volatile.Write(ref _until, until.UtcTicks);
    }

    public void End() => Volatile.Write(ref _until, 0);
}
