using System.Text;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>Names of fields: requests may have them in either spelling, <c>maxOutputTokens</c> or <c>max_output_tokens</c> (vendors/gemini.md, 1).</summary>
internal static class GeminiNames
{
    public static string SnakeOf(string camel)
    {
        var snake = new StringBuilder(camel.Length + 4);
        foreach (var letter in camel)
        {
            snake.Append(char.IsAsciiLetterUpper(letter) ? "_" : "").Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }

    public static string CamelOf(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
        {
            return name;
        }

        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
    }

    public static JsonElement? Member(JsonElement holder, string camel) => ChatFields.Member(holder, camel) ?? ChatFields.Member(holder, SnakeOf(camel));

    public static string? Text(JsonElement holder, string camel) => ChatFields.Text(holder, camel) ?? ChatFields.Text(holder, SnakeOf(camel));
}
