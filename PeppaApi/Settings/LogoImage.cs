using System.Security.Cryptography;

namespace PeppaApi.Settings;

/// <summary>A picture that browsers only ever show: by its first bytes it is none that could carry a script, as SVG can.</summary>
/// <param name="Tag">Changes with the picture.</param>
public sealed record LogoImage(ReadOnlyMemory<byte> Bytes, string ContentType, string Tag)
{
    public const int Largest = 128 * 1024;

    /// <returns>None if it is no such picture or too large.</returns>
    public static LogoImage? Parse(string base64)
    {
        var bytes = new byte[Largest + 3];
        return base64.Length <= Largest * 4 / 3 + 4 && Convert.TryFromBase64String(base64, bytes, out var length) && length <= Largest && TypeOf(bytes.AsSpan(0, length)) is { } type
            ? new LogoImage(bytes.AsMemory(0, length), type, Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length)))[..16])
            : null;
    }

    private static string? TypeOf(ReadOnlySpan<byte> bytes) =>
        bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] ? "image/png"
        : bytes is [0xFF, 0xD8, 0xFF, ..] ? "image/jpeg"
        : bytes.Length > 12 && bytes[..4].SequenceEqual("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8) ? "image/webp"
        : null;
}
