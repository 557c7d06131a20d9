using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PeppaApi.Ledger;

/// <summary>
/// SQLite's write-ahead log as a file, to be brought to the disk without SQLite: with <c>fdatasync</c>, which writes what a power cut must not
/// take and no time stamps, and after those were answered who need not wait for it. Linux only. Used by one thread at a time.
/// </summary>
internal sealed class LogFile : IDisposable
{
    private readonly SafeFileHandle _file;

    private LogFile(SafeFileHandle file) => _file = file;

    /// <summary>The log of a database; none where there is no such file yet, or no such call. It stays while its database is open.</summary>
    public static LogFile? TryOpen(string database)
    {
        try
        {
            return OperatingSystem.IsLinux() ? new LogFile(File.OpenHandle(database + "-wal", share: FileShare.ReadWrite | FileShare.Delete)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <returns>Whether the disk has confirmed all that was written before.</returns>
    public bool TryFlush() => Flush(_file) == 0;

    public void Dispose() => _file.Dispose();

    [DllImport("libc", EntryPoint = "fdatasync")]
    private static extern int Flush(SafeFileHandle file);
}
