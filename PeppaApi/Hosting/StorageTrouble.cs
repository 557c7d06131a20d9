using Microsoft.Data.Sqlite;
using PeppaApi.Data;
using SQLitePCL;

namespace PeppaApi.Hosting;

/// <summary>Says to whoever starts the process what is the matter with the database, and what to do.</summary>
internal static class StorageTrouble
{
    /// <summary>The words for a failure of the start, or <see langword="null"/> where the database is not the reason.</summary>
    public static StartUpException? Explain(Exception exception, DatabaseFiles files)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DatabaseRefusedException)
            {
                return new StartUpException(cause.Message, ExitCodes.DataDirectory);
            }

            if (cause is SqliteException fault)
            {
                return new StartUpException($"The database {files.Path} {Words(fault)}", ExitCodes.DataDirectory);
            }
        }

        return null;
    }

    private static string Words(SqliteException fault) => fault.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT =>
            $"is damaged or is no database ({fault.Message.TrimEnd('.')}). Put a backup in its place: PeppaApi restore FILE --overwrite; what is there now is put aside, not deleted.",
        raw.SQLITE_FULL => "cannot be written because the disk is full. Make room and start again.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN =>
            $"cannot be written by this user ({fault.Message.TrimEnd('.')}). Look at the owner and mode of the file and its folder, and whether the disk is mounted read-only.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "is locked by another process. End that one and start again.",
        _ => $"cannot be used: {fault.Message}",
    };
}
