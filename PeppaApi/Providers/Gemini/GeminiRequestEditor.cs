using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PeppaApi.Providers.Gemini;

/// <summary>
/// Makes the body for an upstream of the same dialect: the client's own bytes, but for the model's name where the body repeats it,
/// and a lowered output limit.
/// </summary>
public static class GeminiRequestEditor
{
    /// <param name="outputLimit">The limit to send; none leaves the client's own.</param>
    public static List<ReadOnlyMemory<byte>> Edit(GeminiRequest request, ReadOnlyMemory<byte> body, string upstreamModel, long? outputLimit)
    {
        var edits = new List<BodyEdit>();
        if (upstreamModel != request.Model)
        {
            var name = JsonSerializer.SerializeToUtf8Bytes(GeminiAddress.Resource(upstreamModel));
            edits.AddRange(request.ModelValues.Select(value => new BodyEdit(value, name)));
        }

        if (outputLimit is { } limit)
        {
            edits.Add(LimitEdit(request, body.Span, limit.ToString(CultureInfo.InvariantCulture)));
        }

        return BodySplice.Apply(body, edits);
    }

    private static BodyEdit LimitEdit(GeminiRequest request, ReadOnlySpan<byte> body, string limit)
    {
        if (request.MaxOutputTokensValue is { } value)
        {
            return Put(value, limit);
        }

        if (request.ConfigValue is not { } config)
        {
            return Put(new JsonSpan(request.FirstMember, 0), $"\"generationConfig\":{{\"maxOutputTokens\":{limit}}},");
        }

        var hasMembers = body.Slice(config.Start, config.Length).Contains((byte)'"');
        return hasMembers
            ? Put(new JsonSpan(config.Start + 1, 0), $"\"maxOutputTokens\":{limit},")
            : Put(config, $$"""{"maxOutputTokens":{{limit}}}""");
    }

    private static BodyEdit Put(JsonSpan where, string what) => new(where, Encoding.UTF8.GetBytes(what));
}
