using System.Text.Json;

namespace PeppaApi.Providers.Hunyuan;

/// <summary>Reads the usage, which says prompt and completion and nothing else.</summary>
internal static class HunyuanUsageReader
{
    /// <summary>Reads the object that the reader stands on, and leaves the reader at its end.</summary>
    /// <returns>The usage, or <see langword="null"/> if a figure is missing, negative or no whole number.</returns>
    public static UsageReport? Read(ref Utf8JsonReader reader)
    {
        var (input, output) = (-1L, -1L);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isInput, isOutput) = (reader.ValueTextEquals("PromptTokens"u8), reader.ValueTextEquals("CompletionTokens"u8));
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count))
            {
                (input, output) = (isInput ? count : input, isOutput ? count : output);
            }

            reader.Skip();
        }

        return input < 0 || output < 0 ? null : new UsageReport { UncachedInput = input, OutputText = output };
    }
}
