using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PeppaApi.Ledger;

/// <summary>Tells what is the matter with the disk or the file from what is the matter with a command.</summary>
public static class StorageFault
{
    public static bool Is(Exception exception) => exception is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_FULL or raw.SQLITE_READONLY or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_IOERR or raw.SQLITE_CORRUPT
            or raw.SQLITE_CANTOPEN or raw.SQLITE_NOTADB or raw.SQLITE_PERM or raw.SQLITE_PROTOCOL,
    };
}
