using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using PeppaApi.Data;

namespace PeppaApi.Settings;

/// <summary>
/// The installation's own random secret, kept in the data directory with private permissions. API keys are stored as
/// HMAC-SHA-256 under it, so that a stolen database alone does not help to guess or to recognise a key.
/// Safe for any thread.
/// </summary>
public sealed class InstallationSecret(IOptions<StorageOptions> storage)
{
    private const int Length = 32;
    private readonly Lazy<byte[]> _secret = new(() => ReadOrCreate(Path.Combine(storage.Value.FullDataDirectory, "secret.key")));

    /// <summary>The form in which a key is stored and looked up: 64 hexadecimal characters.</summary>
    public string Hash(ReadOnlySpan<char> key)
    {
        Span<byte> text = stackalloc byte[Encoding.UTF8.GetMaxByteCount(Math.Min(key.Length, 256))];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(key[..Math.Min(key.Length, 256)], text);
        HMACSHA256.HashData(_secret.Value, text[..length], hash);
        return Convert.ToHexStringLower(hash);
    }

    private static byte[] ReadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(RandomNumberGenerator.GetBytes(Length));
        }

        var secret = File.ReadAllBytes(path);
        return secret.Length == Length
            ? secret
            : throw new InvalidDataException($"{path} is damaged: it must hold {Length} bytes. Restore it from a backup.");
    }
}
