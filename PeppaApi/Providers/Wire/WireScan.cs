using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Wire;

/// <summary>What the relay must know of a reply or of one event of a stream, read in one pass that allocates nothing.</summary>
internal struct WireScan
{
    public bool HasAnswer;
    public bool HasError;
    public bool Finished;
    public UsageReport? Usage;
    private bool _saysMore;
    private TextPiece? _text;

    /// <summary>The text that is all it says.</summary>
    public readonly TextPiece? OnlyText => _saysMore || Finished || HasError ? null : _text;

    /// <param name="output">Where what the model wrote goes.</param>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static WireScan Read(ReadOnlySpan<byte> json, WireWords words, IBufferWriter<byte> output)
    {
        var scan = default(WireScan);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                scan.ReadMember(words.Find(ref reader), ref reader, words, output);
            }
        }

        return scan;
    }

    private void ReadMember(WireMember member, ref Utf8JsonReader reader, WireWords words, IBufferWriter<byte> output)
    {
        if (member is WireMember.Other or WireMember.Extra)
        {
            if (member == WireMember.Extra)
            {
                reader.Skip();
            }

            return;
        }

        reader.Read();
        switch (member)
        {
            case WireMember.Text or WireMember.Thought or WireMember.Written:
                ReadText(member, ref reader, output);
                break;
            case WireMember.Calls:
                _saysMore |= reader.TokenType != JsonTokenType.Null;
                break;
            case WireMember.Choices:
                HasAnswer |= reader.TokenType == JsonTokenType.StartArray;
                break;
            case WireMember.Finish:
                Finished |= IsWord(ref reader);
                break;
            case WireMember.Usage when reader.TokenType == JsonTokenType.StartObject:
                Usage = words.ReadUsage(ref reader);
                break;
            case WireMember.Error:
                HasError |= reader.TokenType == JsonTokenType.StartObject || IsWord(ref reader)
                    || (reader.TokenType == JsonTokenType.Number && !reader.ValueSpan.SequenceEqual("0"u8));
                reader.Skip();
                break;
        }
    }

    private static bool IsWord(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0 && !reader.ValueTextEquals("null"u8);

    private void ReadText(WireMember member, ref Utf8JsonReader reader, IBufferWriter<byte> output)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length == 0)
        {
            // Text in pieces: what stands in them is found when they are come to.
            _saysMore |= reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject;
            return;
        }

        OutputText.Append(output, ref reader);
        _saysMore |= member == WireMember.Written || _text is not null;
        var kind = member == WireMember.Thought ? ChatDeltaKind.Thinking : ChatDeltaKind.Text;
        _text = new TextPiece(kind, new JsonSpan((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length));
    }
}
