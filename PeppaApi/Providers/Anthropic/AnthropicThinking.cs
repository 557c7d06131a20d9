using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Whether a translated request may think, and how much (vendors/anthropic.md, 2).</summary>
internal static class AnthropicThinking
{
    /// <summary>
    /// The budget; zero is none. There is none where the vendor would refuse it: without room under the output limit, with a tool that
    /// must be asked for, and after a tool call whose thought the client cannot give back.
    /// </summary>
    public static long Budget(ChatRequest request, long limit)
    {
        if (request.Reasoning is not { Off: false } reasoning
            || limit < AnthropicRequestEditor.SmallestBudget * 2
            || request.ToolChoice is { Mode: ChatToolMode.Any or ChatToolMode.Named }
            || IsInToolLoopWithoutThought(request))
        {
            return 0;
        }

        return Math.Clamp(reasoning.ToBudget(), AnthropicRequestEditor.SmallestBudget, limit / 2);
    }

    public static void Write(Utf8JsonWriter json, long budget)
    {
        if (budget > 0)
        {
            json.WriteStartObject("thinking");
            json.WriteString("type", "enabled");
            json.WriteNumber("budget_tokens", budget);
            json.WriteEndObject();
        }
    }

    private static bool IsInToolLoopWithoutThought(ChatRequest request)
    {
        var asked = request.Messages.FindLast(message => message.Role == ChatRole.Assistant);
        return asked is not null
            && asked.Parts.Exists(part => part is ToolCallPart)
            && !asked.Parts.Exists(part => part is ThinkingPart { Signature: not null } or ThinkingPart { Sealed: not null });
    }
}
