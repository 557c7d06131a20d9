using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Realtime;

/// <summary>What must be known of an event that a client sends: whether it asks for a response, and how much it adds to the input.</summary>
/// <param name="Text">Bytes that are neither sound nor pictures.</param>
/// <param name="Sound">Letters of sound in base64.</param>
public readonly record struct RealtimeClientEvent(bool AsksForResponse, long Text, long Sound, int Pictures)
{
    /// <exception cref="JsonException">The message is no JSON object.</exception>
    public static RealtimeClientEvent Read(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message, RealtimeServerEvent.Options);
        var (asks, sound, pictureBytes, pictures) = (false, 0L, 0L, 0);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var (isType, isSound, isPicture) = (reader.CurrentDepth == 1 && reader.ValueTextEquals("type"u8), reader.ValueTextEquals("audio"u8), reader.ValueTextEquals("image_url"u8));
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                continue;
            }

            asks |= isType && reader.ValueTextEquals("response.create"u8);
            sound += isSound ? reader.ValueSpan.Length : 0;
            pictureBytes += isPicture ? reader.ValueSpan.Length : 0;
            pictures += isPicture ? 1 : 0;
        }

        // What goes around a piece of sound is no text.
        return new RealtimeClientEvent(asks, sound > 0 && message.Length - sound < 200 ? 0 : message.Length - sound - pictureBytes, sound, pictures);
    }
}
