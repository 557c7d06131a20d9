using System.Security.Cryptography;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>PeppaApi's data folder for one run. It outlives the processes that work on it and is deleted at the end.</summary>
internal sealed class RelayData : IDisposable
{
    public RelayData(string root)
    {
        Folder = Path.Combine(root, "bench-data-" + RandomNumberGenerator.GetHexString(8, lowercase: true));
        _ = Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    /// <summary>Of the administrator that the first start makes.</summary>
    public string AccessToken { get; } = "pat-" + RandomNumberGenerator.GetHexString(40, lowercase: true);

    public string Password { get; } = "Bp1!" + RandomNumberGenerator.GetHexString(16);

    public string Database => Path.Combine(Folder, "peppa.db");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
