namespace PeppaApi.Channels;

/// <summary>How a group is served, in one word.</summary>
public enum ServiceState
{
    /// <summary>Every model has a channel that is in use.</summary>
    Well,

    /// <summary>Some models have none at the moment.</summary>
    Partly,

    /// <summary>No model has one.</summary>
    Down,
}

/// <summary>Whether the relay works, for whoever only wants to know that. Names no channel. Safe for any thread.</summary>
public sealed class ServiceGlance(ChannelDirectory channels, TimeProvider time)
{
    private const string Customary = "gpt-4o-mini";

    /// <summary>The state, and which models can be called now.</summary>
    public (ServiceState State, IReadOnlyList<string> Models) Of(string group)
    {
        var models = channels.Models(group);
        string[] served = [.. models.Where(model => channels.Tiers(group, model).SelectMany(tier => tier).Any(IsInUse))];
        return (served.Length == 0 ? ServiceState.Down : served.Length < models.Count ? ServiceState.Partly : ServiceState.Well, served);
    }

    /// <summary>A model to put into examples: the customary one where there is a channel for it, else the first that has one.</summary>
    public string Example(string group) => Example(group, "", Customary);

    /// <summary>The same among models whose names begin so.</summary>
    public string Example(string group, string prefix, string customary)
    {
        var models = channels.Models(group);
        return models.Contains(customary) ? customary : models.FirstOrDefault(model => model.StartsWith(prefix, StringComparison.Ordinal)) ?? customary;
    }

    private bool IsInUse(ChannelEntry channel) => channels.FindState(channel.Id) is not { } state || !state.Breaker.IsCooling(time.GetUtcNow());
}
