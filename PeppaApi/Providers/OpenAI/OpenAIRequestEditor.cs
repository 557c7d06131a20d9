using System.Text;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>
/// Makes the body for an upstream of the same dialect: the client's own bytes, but for the model's name, the request
/// for usage in a stream, and a lowered output limit.
/// </summary>
public static class OpenAIRequestEditor
{
    private static readonly byte[] AskForUsage = "\"stream_options\":{\"include_usage\":true},"u8.ToArray();
    private static readonly byte[] IncludeUsageMember = "\"include_usage\":true,"u8.ToArray();
    private static readonly byte[] IncludeUsageOnly = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();

    /// <summary>The body in pieces, to be sent one after the other.</summary>
    /// <param name="outputLimit">The limit to send; none leaves the client's own.</param>
    /// <param name="asksForUsage">Whether the vendor knows <c>stream_options</c>.</param>
    public static List<ReadOnlyMemory<byte>> Edit(
        OpenAIRequest request, ReadOnlyMemory<byte> body, string upstreamModel, long? outputLimit, bool asksForUsage = true)
    {
        var edits = new List<BodyEdit>();
        if (upstreamModel != request.Model)
        {
            edits.Add(new BodyEdit(request.ModelValue, JsonSerializer.SerializeToUtf8Bytes(upstreamModel)));
        }

        if (request.Stream && !request.WantsUsage && asksForUsage)
        {
            edits.Add(UsageEdit(request, body.Span));
        }

        if (outputLimit is { } limit)
        {
            edits.AddRange(LimitEdits(request, limit));
        }

        return BodySplice.Apply(body, edits);
    }

    private static BodyEdit UsageEdit(OpenAIRequest request, ReadOnlySpan<byte> body)
    {
        if (request.IncludeUsageValue is { } value)
        {
            return new BodyEdit(value, True);
        }

        if (request.StreamOptionsValue is not { } options)
        {
            return new BodyEdit(new JsonSpan(request.FirstMember, 0), AskForUsage);
        }

        var isEmpty = body.Slice(options.Start + 1, options.Length - 2).IndexOf((byte)'"') < 0;
        return isEmpty ? new BodyEdit(options, IncludeUsageOnly) : new BodyEdit(new JsonSpan(options.Start + 1, 0), IncludeUsageMember);
    }

    private static IEnumerable<BodyEdit> LimitEdits(OpenAIRequest request, long limit)
    {
        var number = Encoding.UTF8.GetBytes(limit.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (request.MaxTokensValue is null && request.MaxCompletionTokensValue is null)
        {
            var name = OpenAIModelFamily.UsesCompletionTokens(request.Model) ? "max_completion_tokens" : "max_tokens";
            yield return new BodyEdit(new JsonSpan(request.FirstMember, 0), [.. Encoding.UTF8.GetBytes($"\"{name}\":"), .. number, (byte)',']);
        }

        if (request.MaxTokensValue is { } maxTokens)
        {
            yield return new BodyEdit(maxTokens, number);
        }

        if (request.MaxCompletionTokensValue is { } maxCompletionTokens)
        {
            yield return new BodyEdit(maxCompletionTokens, number);
        }
    }
}
