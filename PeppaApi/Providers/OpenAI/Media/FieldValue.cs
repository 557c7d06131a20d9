using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Media;

internal enum FieldKind
{
    Text,
    Number,
    Flag,
    Null,
    List,
    Object,

    /// <summary>A part of a form that is a file.</summary>
    File,
}

/// <summary>The value of one field, of a JSON body or of a form: both are read by the same rules.</summary>
/// <param name="raw">As it stands in the body; of a JSON text what is between the quotes.</param>
internal readonly ref struct FieldValue(FieldKind kind, ReadOnlySpan<byte> raw, JsonSpan where, bool isJson)
{
    public FieldKind Kind => kind;

    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>Where the value stands in the body, with the quotes of a JSON text.</summary>
    public JsonSpan Where => where;

    public bool IsNull => kind == FieldKind.Null || (kind == FieldKind.Text && Raw.IsEmpty);

    /// <summary>A word such as a model's name.</summary>
    public string Word(string name, int longest)
    {
        RequestException.Require(
            kind == FieldKind.Text && Raw.Length > 0 && Raw.Length <= longest,
            name, $"'{name}' must be a text of 1 to {longest} bytes.", $"{name} 必须是 1 到 {longest} 字节的文本。");
        return Text();
    }

    public bool Flag(string name)
    {
        RequestException.Require(
            kind is FieldKind.Flag || IsNull || (!isJson && kind == FieldKind.Text && (Raw.SequenceEqual("true"u8) || Raw.SequenceEqual("false"u8))),
            name, $"'{name}' must be true or false.", $"{name} 必须是 true 或 false。");
        return Raw.SequenceEqual("true"u8);
    }

    /// <returns>The number, or <see langword="null"/> where there is none.</returns>
    public long? Count(string name, long least, long most)
    {
        if (IsNull)
        {
            return null;
        }

        var ok = kind == (isJson ? FieldKind.Number : FieldKind.Text) && Utf8Parser.TryParse(Raw, out long number, out var length) && length == Raw.Length
            && number >= least && number <= most;
        RequestException.Require(ok, name, $"'{name}' must be a whole number from {least} to {most}.", $"{name} 必须是 {least} 到 {most} 的整数。");
        return long.Parse(Raw, CultureInfo.InvariantCulture);
    }

    /// <summary>Asserts that there is a text, and gives where it stands.</summary>
    public JsonSpan Required(string name)
    {
        RequestException.Require(kind == FieldKind.Text && Raw.Length > 0, name, $"'{name}' must be a text that is not empty.", $"{name} 必须是非空文本。");
        return where;
    }

    /// <summary>The text without the escapes of JSON.</summary>
    public string Text() => isJson && Raw.Contains((byte)'\\')
        ? JsonSerializer.Deserialize<string>([(byte)'"', .. Raw, (byte)'"'])!
        : Encoding.UTF8.GetString(Raw);
}
