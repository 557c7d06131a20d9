using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>What the relay must know of a typed event: <c>{"type":"...","usage":{...}}</c>.</summary>
internal struct MediaEvent
{
    public bool Completed;
    public bool IsError;
    public bool Delta;
    public bool HasUsage;
    public MediaUsage Usage;
    public string? Size;
    public string? Quality;

    /// <summary>Reads the payload of an event; what is no JSON object says nothing.</summary>
    /// <param name="text">Where a piece of text goes; none if it is not counted.</param>
    public static bool TryRead(ReadOnlySpan<byte> data, out MediaEvent read, System.Buffers.IBufferWriter<byte>? text = null)
    {
        read = default;
        try
        {
            var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                read.ReadMember(ref reader, text);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadMember(ref Utf8JsonReader reader, System.Buffers.IBufferWriter<byte>? text)
    {
        if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            HasUsage = reader.TokenType == JsonTokenType.StartObject && MediaUsage.TryRead(ref reader, out Usage);
        }
        else if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            ReadType(ref reader);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            IsError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
        }
        else if (reader.ValueTextEquals("size"u8))
        {
            Size = ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("quality"u8))
        {
            Quality = ReadText(ref reader);
        }
        else if (text is not null && reader.ValueTextEquals("delta"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                OutputText.Append(text, ref reader);
            }
        }

        // A value that nobody wanted is passed over; one that was read is passed already.
        reader.Skip();
    }

    private void ReadType(ref Utf8JsonReader reader)
    {
        var type = reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
        Completed = type.EndsWith(".completed"u8) || type.EndsWith(".done"u8);
        Delta = type.EndsWith(".delta"u8);
        IsError |= type.SequenceEqual("error"u8);
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= 60 ? reader.GetString() : null;
    }
}
