using System.Globalization;
using Microsoft.ML.Tokenizers;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers;

/// <summary>
/// Counts tokens of text, for when the upstream does not say (vendors/openai.md, 12). Off the usual way of a request: it
/// costs milliseconds. Other vendors' tokenizers are not public: theirs are counted with the nearest. Safe for any thread.
/// </summary>
public sealed class TokenCounter
{
    private const int LongestRun = 128;
    private readonly Lazy<TiktokenTokenizer> _newer = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));
    private readonly Lazy<TiktokenTokenizer> _older = new(() => TiktokenTokenizer.CreateForEncoding("cl100k_base"));

    /// <summary>In pieces: of a word, a number of blanks or of signs that goes on and on, the tokenizer compares each pair again and again (the square of its length). Where one is cut, a token may count as two.</summary>
    public long CountText(string model, string text)
    {
        var tokenizer = Tokenizer(model);
        var (tokens, from, run, kind) = (0L, 0, 0, Kind.Number);
        for (var at = 0; at < text.Length; at++)
        {
            var next = KindOf(text[at]);
            run = next == kind ? run + 1 : 1;
            kind = next;
            if (run > LongestRun && !char.IsLowSurrogate(text[at]))
            {
                tokens += tokenizer.CountTokens(text.AsSpan(from, at - from));
                (from, run) = (at, 1);
            }
        }

        return from < text.Length ? tokens + tokenizer.CountTokens(text.AsSpan(from)) : tokens;
    }

    private static Kind KindOf(char letter) => char.GetUnicodeCategory(letter) switch
    {
        <= UnicodeCategory.EnclosingMark => Kind.Letter,
        <= UnicodeCategory.OtherNumber => Kind.Number,
        _ => char.IsWhiteSpace(letter) ? Kind.Blank : Kind.Sign,
    };

    private TiktokenTokenizer Tokenizer(string model) =>
        (OpenAIModelFamily.Encoding(model) == "o200k_base" ? _newer : _older).Value;

    /// <summary>What the tokenizers keep apart before they look for tokens.</summary>
    private enum Kind
    {
        Letter,
        Number,
        Blank,
        Sign,
    }
}
