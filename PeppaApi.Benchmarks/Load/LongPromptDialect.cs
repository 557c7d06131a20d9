using System.Text.Json;

namespace PeppaApi.Benchmarks.Load;

/// <summary>OpenAI's, with a prompt of 100,000 tokens: 400 KB of text.</summary>
internal sealed class LongPromptDialect : OpenAIClientDialect
{
    private const int Bytes = 400_000;
    private const string Sentence = "The keeper counts the ships that pass the light, and writes their names into the book. ";

    private static readonly object[] Prompt =
        [new { role = "user", content = string.Concat(Enumerable.Repeat(Sentence, Bytes / Sentence.Length)) }];

    public override byte[] Body(string model, bool stream) =>
        JsonSerializer.SerializeToUtf8Bytes(new { model, messages = Prompt, max_tokens = Conversation.OutputLimit, stream });
}
