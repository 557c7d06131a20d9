using System.Buffers.Text;
using System.Text.Unicode;

namespace PeppaApi.Relay;

/// <summary>
/// Whether the strings of a JSON body are text at all: well-formed UTF-8, and no half of a pair of surrogates written as <c>\uD83D</c>.
/// JSON's grammar lets both pass, and whoever reads such a string later, to count or translate it, could not.
/// </summary>
internal static class BodyText
{
    private const int EscapeLength = 6;

    public static bool IsText(ReadOnlySpan<byte> body) => Utf8.IsValid(body) && !(MayHaveSurrogates(body) && HasHalfAPair(body));

    private static bool MayHaveSurrogates(ReadOnlySpan<byte> body) => body.IndexOf("\\ud"u8) >= 0 || body.IndexOf("\\uD"u8) >= 0;

    private static bool HasHalfAPair(ReadOnlySpan<byte> body)
    {
        for (var at = body.IndexOf((byte)'\\'); at >= 0; at = body.IndexOf((byte)'\\'))
        {
            body = body[at..];
            var unit = UnitOf(body);
            if (char.IsLowSurrogate(unit) || (char.IsHighSurrogate(unit) && !char.IsLowSurrogate(UnitOf(body[EscapeLength..]))))
            {
                return true;
            }

            body = body[Math.Min(char.IsHighSurrogate(unit) ? 2 * EscapeLength : 2, body.Length)..];
        }

        return false;
    }

    /// <summary>The UTF-16 unit that an escape at the start stands for; 0 where there is none.</summary>
    private static char UnitOf(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength && text.StartsWith("\\u"u8) && Utf8Parser.TryParse(text[2..EscapeLength], out ushort unit, out var length, 'x') && length == EscapeLength - 2
            ? (char)unit
            : '\0';
}
