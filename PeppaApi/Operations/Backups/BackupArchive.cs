using System.IO.Compression;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace PeppaApi.Operations.Backups;

/// <summary>That the file is no backup, or is damaged. The message is for whoever wants to restore it.</summary>
public sealed class BackupException(string message) : Exception(message);

/// <summary>
/// A backup as one file: a zip with the database, the secret under which API keys are hashed, and the keys that open upstream
/// credentials. Whoever has it has everything.
/// </summary>
internal static class BackupArchive
{
    private const string Database = "peppa.db";
    private const string Secret = "secret.key";
    private const string Keys = "keys/";
    private const string Manifest = "backup.json";
    private const int Format = 1;

    /// <summary>Writes the file whole or not at all; the database may be written to meanwhile.</summary>
    /// <param name="database">The database file.</param>
    /// <param name="directory">The data directory.</param>
    public static void Write(string database, string directory, string file, DateTimeOffset now)
    {
        var (copy, partial) = (file + ".db", file + ".partial");
        try
        {
            Create(copy).Dispose();
            CopyDatabase(database, copy);
            using (var stream = Create(partial))
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
            {
                using (var manifest = zip.CreateEntry(Manifest).Open())
                {
                    JsonSerializer.Serialize(manifest, new BackupManifest(Format, now), JsonSerializerOptions.Web);
                }

                Add(zip, copy, Database);
                // After the database: a key that is made meanwhile is of no use to it, one that it needs is there.
                Add(zip, Path.Combine(directory, Secret), Secret);
                foreach (var key in Directory.EnumerateFiles(Path.Combine(directory, "keys"), "*.xml"))
                {
                    Add(zip, key, Keys + Path.GetFileName(key));
                }
            }

            File.Move(partial, file);
        }
        finally
        {
            File.Delete(copy);
            File.Delete(partial);
        }
    }

    /// <summary>Unpacks into an empty folder and looks whether the database is whole.</summary>
    /// <exception cref="BackupException">It is no backup, or is damaged.</exception>
    public static BackupManifest Extract(string file, string folder)
    {
        try
        {
            using var zip = ZipFile.OpenRead(file);
            using var stream = zip.GetEntry(Manifest)?.Open() ?? throw new BackupException($"{file} is no backup of PeppaApi.");
            var manifest = JsonSerializer.Deserialize<BackupManifest>(stream, JsonSerializerOptions.Web);
            if (manifest?.Format != Format)
            {
                throw new BackupException($"{file} was made by a newer version of PeppaApi.");
            }

            Directory.CreateDirectory(Path.Combine(folder, Keys));
            // By name, so that no entry can lead out of the folder.
            foreach (var entry in zip.Entries.Where(entry => entry.FullName is Database or Secret || (entry.FullName == Keys + entry.Name && entry.Name.EndsWith(".xml", StringComparison.Ordinal))))
            {
                Unpack(entry, Path.Combine(folder, entry.FullName));
            }

            Check(Path.Combine(folder, Database), file);
            return manifest;
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or SqliteException)
        {
            throw new BackupException($"{file} is damaged: {exception.Message}");
        }
    }

    private static void CopyDatabase(string from, string to)
    {
        using var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = from, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ToString());
        source.Open();
        target.Open();
        source.BackupDatabase(target);
        // One file, without a journal beside it.
        using var command = target.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=DELETE";
        command.ExecuteNonQuery();
    }

    private static void Check(string database, string file)
    {
        if (!File.Exists(database) || !File.Exists(Path.Combine(Path.GetDirectoryName(database)!, Secret)))
        {
            throw new BackupException($"{file} is damaged: a part of it is missing.");
        }

        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check";
        if (command.ExecuteScalar() is not "ok")
        {
            throw new BackupException($"{file} is damaged: its database is not whole.");
        }
    }

    private static void Add(ZipArchive zip, string path, string name) => zip.CreateEntryFromFile(path, name, CompressionLevel.Fastest);

    private static void Unpack(ZipArchiveEntry entry, string path)
    {
        using var from = entry.Open();
        using var to = Create(path);
        from.CopyTo(to);
    }

    /// <summary>A new file that nobody else may read.</summary>
    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}

internal sealed record BackupManifest(int Format, DateTimeOffset MadeAt);
