namespace PeppaApi.Providers;

/// <summary>A vendor, or a kind of upstream: which dialect it speaks, and where it departs from it.</summary>
/// <param name="Name">As stored with a channel and written in the API.</param>
/// <param name="BaseUrl">What a new channel begins with; empty where every account has its own.</param>
public sealed record Provider(string Name, string Title, UpstreamDialect Dialect, string BaseUrl)
{
    /// <summary>Whether a stream is asked for its usage with <c>stream_options</c>; some refuse the field, and tell the usage without.</summary>
    public bool AsksForStreamUsage { get; init; } = true;

    /// <summary>Whether the vendor has OpenAI's Responses API.</summary>
    public bool SpeaksResponses { get; init; }

    /// <summary>Whether <c>completion_tokens</c> leaves reasoning out while <c>total_tokens</c> has it.</summary>
    public bool ReasoningBesideCompletion { get; init; }

    /// <summary>Whether notes about the answer stand between the chunks (Azure's filter); the clients of other vendors stumble over them.</summary>
    public bool SendsNotes { get; init; }

    /// <summary>Whether the address may name a version of the API, as <c>?api-version=</c>.</summary>
    public bool NamesVersion { get; init; }

    /// <summary>Chat fields that the vendor refuses though the dialect has them; left out of a translated request.</summary>
    public IReadOnlyList<string> Refuses { get; init; } = [];

    /// <summary>The highest temperature that the vendor takes; a translated one is lowered to it.</summary>
    public double HighestTemperature { get; init; } = 2;

    /// <summary>The lowest temperature that the vendor takes; a translated one is raised to it.</summary>
    public double LowestTemperature { get; init; }
}
