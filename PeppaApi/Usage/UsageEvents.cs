namespace PeppaApi.Usage;

/// <summary>Tells live pages that a request was settled. Handlers run on the request's thread and must only take note.</summary>
public sealed class UsageEvents
{
    /// <summary>The user whose request it was.</summary>
    public event Action<long>? Recorded;

    public void Raise(long userId) => Recorded?.Invoke(userId);
}
