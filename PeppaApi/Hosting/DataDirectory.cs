using Microsoft.Extensions.Options;
using PeppaApi.Data;

namespace PeppaApi.Hosting;

/// <summary>The folder of everything that lasts: private to its user, and used by one process at a time.</summary>
public sealed class DataDirectory(IOptions<StorageOptions> storage) : IDisposable
{
    private FileStream? _lock;

    public string Path { get; } = storage.Value.FullDataDirectory;

    /// <summary>Where the Data Protection keys lie.</summary>
    public string KeysPath => System.IO.Path.Combine(Path, "keys");

    /// <summary>Makes the folder if need be and keeps every other process out until this one ends, however it ends.</summary>
    /// <exception cref="StartUpException">It is in use, or cannot be used.</exception>
    public void Acquire()
    {
        try
        {
            Create();
            _lock = new FileStream(System.IO.Path.Combine(Path, "peppa.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartUpException($"The data directory {Path} cannot be written to by this user.", ExitCodes.DataDirectory);
        }
        catch (IOException exception)
        {
            throw new StartUpException(
                File.Exists(System.IO.Path.Combine(Path, "peppa.lock"))
                    ? $"The data directory {Path} is in use by another PeppaApi. Stop that one, or choose another with Storage:DataDirectory."
                    : $"The data directory {Path} cannot be used: {exception.Message}",
                ExitCodes.DataDirectory);
        }
    }

    public void Dispose() => _lock?.Dispose();

    private void Create()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(KeysPath);
            return;
        }

        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        // A folder that was there already, such as a mounted volume, keeps the mode that its owner gave it.
        Directory.CreateDirectory(Path, Private);
        Directory.CreateDirectory(KeysPath, Private);
    }
}
