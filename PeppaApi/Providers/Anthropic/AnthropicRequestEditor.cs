using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PeppaApi.Providers.Anthropic;

/// <summary>
/// Makes the body for an upstream of the same dialect: the client's own bytes, but for the model's name and a lowered
/// output limit, under which the thinking must fit.
/// </summary>
public static class AnthropicRequestEditor
{
    internal const long SmallestBudget = 1_024;
    private static readonly byte[] NoThinking = "{\"type\":\"disabled\"}"u8.ToArray();
    private static readonly byte[] LeastThinking = "{\"type\":\"enabled\",\"budget_tokens\":1024}"u8.ToArray();

    public static List<ReadOnlyMemory<byte>> Edit(AnthropicRequest request, ReadOnlyMemory<byte> body, string upstreamModel, long? outputLimit)
    {
        var edits = new List<BodyEdit>();
        if (upstreamModel != request.Model)
        {
            edits.Add(new BodyEdit(request.ModelValue, JsonSerializer.SerializeToUtf8Bytes(upstreamModel)));
        }

        if (outputLimit is { } limit && request.MaxTokensValue is { } value)
        {
            edits.Add(new BodyEdit(value, Encoding.UTF8.GetBytes(limit.ToString(CultureInfo.InvariantCulture))));
            if (request.ThinkingBudget >= limit && request.ThinkingValue is { } thinking)
            {
                edits.Add(new BodyEdit(thinking, limit > SmallestBudget ? LeastThinking : NoThinking));
            }
        }

        return BodySplice.Apply(body, edits);
    }
}
