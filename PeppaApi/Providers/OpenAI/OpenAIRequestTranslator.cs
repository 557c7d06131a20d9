using System.Text;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>
/// Makes the body for an upstream of the same dialect: the client's own bytes, but for the model's name, the request
/// for usage in a stream, and a lowered output limit.
/// </summary>
public static class OpenAIRequestTranslator
{
    private static readonly byte[] AskForUsage = "\"stream_options\":{\"include_usage\":true},"u8.ToArray();
    private static readonly byte[] IncludeUsageMember = "\"include_usage\":true,"u8.ToArray();
    private static readonly byte[] IncludeUsageOnly = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();

    /// <summary>The body in pieces, to be sent one after the other.</summary>
    /// <param name="outputLimit">The limit to send; none leaves the client's own.</param>
    public static List<ReadOnlyMemory<byte>> Translate(
        OpenAIRequest request, ReadOnlyMemory<byte> body, string upstreamModel, long? outputLimit)
    {
        var edits = new List<(JsonSpan Where, byte[] What)>();
        if (upstreamModel != request.Model)
        {
            edits.Add((request.ModelValue, JsonSerializer.SerializeToUtf8Bytes(upstreamModel)));
        }

        if (request.Stream && !request.WantsUsage)
        {
            edits.Add(UsageEdit(request, body.Span));
        }

        if (outputLimit is { } limit)
        {
            edits.AddRange(LimitEdits(request, limit));
        }

        return Splice(body, edits);
    }

    private static (JsonSpan Where, byte[] What) UsageEdit(OpenAIRequest request, ReadOnlySpan<byte> body)
    {
        if (request.IncludeUsageValue is { } value)
        {
            return (value, True);
        }

        if (request.StreamOptionsValue is not { } options)
        {
            return (new JsonSpan(request.FirstMember, 0), AskForUsage);
        }

        var isEmpty = body.Slice(options.Start + 1, options.Length - 2).IndexOf((byte)'"') < 0;
        return isEmpty ? (options, IncludeUsageOnly) : (new JsonSpan(options.Start + 1, 0), IncludeUsageMember);
    }

    private static IEnumerable<(JsonSpan Where, byte[] What)> LimitEdits(OpenAIRequest request, long limit)
    {
        var number = Encoding.UTF8.GetBytes(limit.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (request.MaxTokensValue is null && request.MaxCompletionTokensValue is null)
        {
            var name = OpenAIModelFamily.UsesCompletionTokens(request.Model) ? "max_completion_tokens" : "max_tokens";
            yield return (new JsonSpan(request.FirstMember, 0), [.. Encoding.UTF8.GetBytes($"\"{name}\":"), .. number, (byte)',']);
        }

        if (request.MaxTokensValue is { } maxTokens)
        {
            yield return (maxTokens, number);
        }

        if (request.MaxCompletionTokensValue is { } maxCompletionTokens)
        {
            yield return (maxCompletionTokens, number);
        }
    }

    private static List<ReadOnlyMemory<byte>> Splice(ReadOnlyMemory<byte> body, List<(JsonSpan Where, byte[] What)> edits)
    {
        var pieces = new List<ReadOnlyMemory<byte>>((edits.Count * 2) + 1);
        var position = 0;
        foreach (var (where, what) in edits.OrderBy(edit => edit.Where.Start))
        {
            pieces.Add(body[position..where.Start]);
            pieces.Add(what);
            position = where.End;
        }

        pieces.Add(body[position..]);
        return pieces;
    }
}
