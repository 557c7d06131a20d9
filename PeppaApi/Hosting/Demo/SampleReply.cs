using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Tokenizers;

namespace PeppaApi.Hosting.Demo;

/// <summary>The canned answer of the sample upstream, cut at real token borders so that its usage figures are true.</summary>
internal sealed class SampleReply
{
    private const string Text =
        "This is PeppaApi's demo reply. No AI model was asked: a sample upstream inside the demo sent these words, "
        + "one token at a time. The relay in between looked up your token, held credit for the worst case, passed the "
        + "words on, counted them, and charged what they cost. Open the usage page to see the charge, to the last "
        + "nano-dollar. Add a channel of your own, and the same request reaches a real model.";

    /// <summary>Apostrophes as they are, so that a person can read the stream.</summary>
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TiktokenTokenizer _tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");
    private readonly string[] _tokens;

    public SampleReply()
    {
        _tokens = [.. _tokenizer.EncodeToTokens(Text, out _).Select(token => token.Value)];
    }

    /// <summary>The reply, no longer than the client allows.</summary>
    public (IReadOnlyList<string> Tokens, string FinishReason) Take(long? most) =>
        most < _tokens.Length ? (_tokens[..(int)Math.Max(0, most.Value)], "length") : (_tokens, "stop");

    public int CountPrompt(JsonNode? messages)
    {
        const int PerMessage = 3;
        const int Primer = 3;
        return messages is JsonArray list ? Primer + list.Sum(message => PerMessage + Count(message?["content"]) + Count(message?["role"])) : Primer;
    }

    public int Count(JsonNode? node) => node switch
    {
        null => 0,
        JsonArray list => list.Sum(Count),
        JsonObject part => Count(part["text"]),
        _ => _tokenizer.CountTokens(node.ToString()),
    };
}
