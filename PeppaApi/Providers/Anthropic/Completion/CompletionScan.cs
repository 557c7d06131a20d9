using System.Text.Json;

namespace PeppaApi.Providers.Anthropic.Completion;

/// <summary>One pass over a completion, whole or a piece of a stream.</summary>
internal readonly ref struct CompletionScan
{
    private CompletionScan(bool isCompletion, bool hasError, bool finished, JsonSpan? text) =>
        (IsCompletion, HasError, Finished, Text) = (isCompletion, hasError, finished, text);

    public bool IsCompletion { get; }

    public bool HasError { get; }

    public bool Finished { get; }

    /// <summary>Where the text stands, between its quotes; none if it is empty.</summary>
    public JsonSpan? Text { get; }

    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public static CompletionScan Of(ReadOnlySpan<byte> json, OutputText output)
    {
        var (isCompletion, hasError, finished) = (false, false, false);
        JsonSpan? text = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
        reader.Read();
        while (reader.TokenType != JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isText = reader.ValueTextEquals("completion"u8);
            var isReason = reader.ValueTextEquals("stop_reason"u8);
            hasError |= reader.ValueTextEquals("error"u8);
            reader.Read();
            if (isText && reader.TokenType == JsonTokenType.String)
            {
                isCompletion = true;
                if (reader.ValueSpan.Length > 0)
                {
                    OutputText.Append(output.Writer, ref reader);
                    text = new JsonSpan((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                }
            }

            finished |= isReason && reader.TokenType == JsonTokenType.String;
            reader.Skip();
        }

        output.Trim();
        return new CompletionScan(isCompletion, hasError, finished, text);
    }
}
