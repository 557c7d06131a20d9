using System.Text;

namespace PeppaApi.Providers.ChatGlm;

/// <summary>
/// The parts of an event (vendors/zhipu-chatglm.md, 2.3): its text is no JSON, may have several lines, and begins right after the colon: a blank
/// there is part of it. The last event has a line that no other stream has, with the usage.
/// </summary>
internal static class ChatGlmEvent
{
    /// <summary>The value of the first line of a name.</summary>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> wholeEvent, ReadOnlySpan<byte> name)
    {
        while (TakeLine(ref wholeEvent, out var line))
        {
            if (IsOf(line, name))
            {
                return line[(name.Length + 1)..];
            }
        }

        return default;
    }

    public static string Text(ReadOnlySpan<byte> wholeEvent)
    {
        StringBuilder? text = null;
        while (TakeLine(ref wholeEvent, out var line))
        {
            if (IsOf(line, "data"u8))
            {
                text = text is null ? new StringBuilder() : text.Append('\n');
                text.Append(Encoding.UTF8.GetString(line[5..]));
            }
        }

        return text?.ToString() ?? "";
    }

    /// <summary>Takes the next line, without its end.</summary>
    public static bool TakeLine(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        if (rest.IsEmpty)
        {
            line = default;
            return false;
        }

        var end = rest.IndexOf((byte)'\n');
        line = end < 0 ? rest : rest[..end];
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        rest = end < 0 ? default : rest[(end + 1)..];
        return true;
    }

    public static bool IsOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) => line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name);
}
