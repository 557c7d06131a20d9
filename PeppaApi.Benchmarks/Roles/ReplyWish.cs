using System.Buffers;
using System.Text.Json;

namespace PeppaApi.Benchmarks.Roles;

/// <summary>What the body of a chat request asks of the reply's form.</summary>
internal readonly record struct ReplyWish(bool Stream, bool Usage, bool Paced)
{
    /// <summary>Reads the whole body, so that a relay that sends broken JSON is found out.</summary>
    /// <exception cref="JsonException">The body is not one JSON value.</exception>
    public static ReplyWish Read(ReadOnlySequence<byte> body)
    {
        var json = new Utf8JsonReader(body);
        bool stream = false, usage = false, paced = false;
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (json.CurrentDepth == 1 && json.ValueTextEquals("stream"u8))
            {
                stream = ReadTrue(ref json);
            }
            else if (json.CurrentDepth == 1 && json.ValueTextEquals("pace_ms"u8))
            {
                paced = true;
            }
            else if (json.CurrentDepth == 2 && json.ValueTextEquals("include_usage"u8))
            {
                usage = ReadTrue(ref json);
            }
        }

        return new ReplyWish(stream, usage, paced);
    }

    private static bool ReadTrue(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.True;
}
