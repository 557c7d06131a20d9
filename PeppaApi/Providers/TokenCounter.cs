using Microsoft.ML.Tokenizers;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers;

/// <summary>
/// Counts tokens of text, for when the upstream does not say (vendors/openai.md, 12). Off the usual way of a request: it
/// costs milliseconds. Other vendors' tokenizers are not public: theirs are counted with the nearest. Safe for any thread.
/// </summary>
public sealed class TokenCounter
{
    private readonly Lazy<TiktokenTokenizer> _newer = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));
    private readonly Lazy<TiktokenTokenizer> _older = new(() => TiktokenTokenizer.CreateForEncoding("cl100k_base"));

    public long CountText(string model, string text) => text.Length == 0 ? 0 : Tokenizer(model).CountTokens(text);

    private TiktokenTokenizer Tokenizer(string model) =>
        (OpenAIModelFamily.Encoding(model) == "o200k_base" ? _newer : _older).Value;
}
