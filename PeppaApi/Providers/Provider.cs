using System.Collections.Frozen;

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

    /// <summary>Whether the vendor has OpenAI's Realtime API.</summary>
    public bool SpeaksRealtime { get; init; }

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

    /// <summary>The bounds of <c>top_p</c>, where the vendor takes neither nothing nor everything; a translated one is brought within them.</summary>
    public double LowestTopP { get; init; }

    public double HighestTopP { get; init; } = 1;

    /// <summary>How a key is written, for operators; none where it is simply the vendor's key. <c>|</c> and <c>.</c> part it.</summary>
    public string? KeyForm { get; init; }

    /// <summary>Codes of errors with a meaning of the vendor's own.</summary>
    public IReadOnlyDictionary<string, UpstreamFault> Faults { get; init; } = FrozenDictionary<string, UpstreamFault>.Empty;

    /// <summary>Whose fault an error is. <paramref name="status"/> is 200 where the error came inside a reply.</summary>
    public UpstreamFault Judge(int status, UpstreamError? error) =>
        error?.Code is { } code && Faults.TryGetValue(code, out var fault) ? fault : Dialect.Judge(status, error);

    /// <summary>Whether a key has as many parts as <see cref="KeyForm"/>, and none of them is empty.</summary>
    public bool TakesKey(string key)
    {
        var separator = KeyForm is null ? -1 : KeyForm.IndexOfAny(['|', '.']);
        if (separator < 0)
        {
            return true;
        }

        var parts = key.Split(KeyForm![separator]);
        return parts.Length == KeyForm.Split(KeyForm[separator]).Length && !Array.Exists(parts, string.IsNullOrWhiteSpace);
    }
}
