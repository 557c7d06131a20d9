using System.Text.Json;

namespace PeppaApi.Providers.Spark;

/// <summary>The <c>code</c> beside whatever Spark says over HTTP: 0 is well.</summary>
internal static class SparkHttpCode
{
    public static bool IsError(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("code"u8))
                {
                    reader.Read();
                    return reader.TokenType == JsonTokenType.Number && !reader.ValueSpan.SequenceEqual("0"u8);
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // What cannot be read tells no code.
        }

        return false;
    }
}
