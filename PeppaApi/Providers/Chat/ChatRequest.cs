namespace PeppaApi.Providers.Chat;

/// <summary>
/// A conversation on its way from one dialect into another. It has a place for whatever two dialects have in common;
/// the reader of a door refuses by name what has none, the writer of an upstream what its dialect has no word for.
/// docs/dialects.md says what happens to each feature. Never stored, never longer than the request.
/// </summary>
public sealed class ChatRequest
{
    /// <summary>In the order of the conversation; instructions wherever they stood.</summary>
    public List<ChatMessage> Messages { get; } = [];

    public List<ChatTool> Tools { get; } = [];

    public ChatToolChoice? ToolChoice { get; set; }

    /// <summary>False where only one call at a time is wanted; none leaves it to the upstream.</summary>
    public bool? ParallelToolCalls { get; set; }

    public ChatFormat? Format { get; set; }

    public List<string> Stop { get; } = [];

    public double? Temperature { get; set; }

    public double? TopP { get; set; }

    public long? TopK { get; set; }

    public double? PresencePenalty { get; set; }

    public double? FrequencyPenalty { get; set; }

    public long? Seed { get; set; }

    public long Choices { get; set; } = 1;

    /// <summary>Output tokens per choice; the relay may have lowered the client's own.</summary>
    public long? OutputLimit { get; set; }

    /// <summary>The limit to give where the client gave none and the dialect must have one: what the relay holds credit for.</summary>
    public long AssumedLimit { get; set; }

    public ChatReasoning? Reasoning { get; set; }

    /// <summary>The client's own name for whoever asks.</summary>
    public string? EndUser { get; set; }

    public bool Stream { get; set; }
}

/// <summary>A tool that the model may ask for.</summary>
/// <param name="Schema">JSON schema of its arguments, as text; none takes no arguments.</param>
public sealed record ChatTool(string Name, string? Description, string? Schema, bool? Strict = null);

public enum ChatToolMode
{
    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>It must not.</summary>
    None,

    /// <summary>It must ask for some tool.</summary>
    Any,

    /// <summary>It must ask for the one named.</summary>
    Named,
}

public sealed record ChatToolChoice(ChatToolMode Mode, string? Name = null);

/// <summary>The answer is to be JSON.</summary>
/// <param name="Schema">The schema to keep to, as text; none takes any JSON object.</param>
public sealed record ChatFormat(string? Schema, string? Name = null, string? Description = null, bool? Strict = null);

/// <summary>How much the model is to think first: in OpenAI's words, in tokens, or not at all.</summary>
/// <param name="Effort"><c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c> or another of the vendor's words.</param>
/// <param name="Budget">Tokens to think with; zero switches thinking off.</param>
public sealed record ChatReasoning(string? Effort, long? Budget)
{
    private const long Low = 1_024;
    private const long Medium = 8_192;
    private const long High = 24_576;

    public bool Off => Effort == "none" || Budget == 0;

    /// <summary>The budget, or the one that the effort stands for.</summary>
    public long ToBudget() => Budget ?? Effort switch { "minimal" or "low" => Low, "medium" => Medium, "none" => 0, _ => High };

    /// <summary>The effort, or the one that the budget stands for.</summary>
    public string ToEffort() => Effort ?? (Budget <= 0 ? "none" : Budget <= Low * 2 ? "low" : Budget <= Medium * 2 ? "medium" : "high");
}
