using Microsoft.Data.Sqlite;
using PeppaApi.Data;
using PeppaApi.Operations.Backups;

namespace PeppaApi.Hosting;

/// <summary>Copies everything that lasts into one file, and back. A backup may be made beside a serving process; restoring needs the directory for itself.</summary>
internal static class BackupCommand
{
    private const string Overwrite = "--overwrite";

    public static async Task<int> BackUpAsync(string[] args, Terminal terminal)
    {
        var (file, settings, _) = Parse(args, "backup");
        await using var app = PeppaHost.Build(settings);
        var (directory, database) = (app.Services.GetRequiredService<DataDirectory>().Path, app.Services.GetRequiredService<DatabaseFiles>().Path);
        Require(File.Exists(database), $"There are no books in {directory}.");
        Require(!File.Exists(file), $"{file} is there already.");
        try
        {
            BackupArchive.Write(database, directory, file, app.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new StartUpException($"The backup could not be made: {exception.Message}", ExitCodes.Failure);
        }

        await terminal.WriteAsync($"{file}: {new FileInfo(file).Length} bytes. It holds every key: keep it where nobody else can read it.");
        return ExitCodes.Success;
    }

    public static async Task<int> RestoreAsync(string[] args, Terminal terminal)
    {
        var (file, settings, overwrite) = Parse(args, "restore");
        await using var app = PeppaHost.Build(settings);
        Require(File.Exists(file), $"There is no file {file}.");
        var data = app.Services.GetRequiredService<DataDirectory>();
        // Keeps out, and finds out, a process that serves.
        data.Acquire();
        var database = app.Services.GetRequiredService<DatabaseFiles>().Path;
        string[] there = [database, database + "-wal", database + "-shm", Path.Combine(data.Path, "secret.key"), data.KeysPath];
        var isEmpty = !there.Any(File.Exists) && !Directory.EnumerateFileSystemEntries(data.KeysPath).Any();
        Require(isEmpty || overwrite, $"{data.Path} is not empty. With {Overwrite} what is there is put aside first, nothing is deleted.");
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        try
        {
            var aside = Replace(file, data.Path, database, there, isEmpty ? null : $"before-restore-{now:yyyyMMdd-HHmmss}", out var manifest);
            await terminal.WriteAsync($"Restored into {data.Path} what was backed up on {manifest.MadeAt:u}.{(aside is null ? "" : $" What was there is in {aside}.")} Run the verb audit before you serve.");
            return ExitCodes.Success;
        }
        catch (Exception exception) when (exception is BackupException or IOException or UnauthorizedAccessException)
        {
            throw new StartUpException(exception.Message, ExitCodes.Failure);
        }
    }

    /// <summary>Unpacks and checks first; only then is anything moved.</summary>
    private static string? Replace(string file, string directory, string database, string[] there, string? asideName, out BackupManifest manifest)
    {
        var fresh = Directory.CreateDirectory(Path.Combine(directory, "restoring"));
        try
        {
            manifest = BackupArchive.Extract(file, fresh.FullName);
            var aside = asideName is null ? null : Directory.CreateDirectory(Path.Combine(directory, asideName)).FullName;
            foreach (var path in there.Where(Path.Exists))
            {
                if (aside is not null)
                {
                    Directory.Move(path, Path.Combine(aside, Path.GetFileName(path)));
                }
                else
                {
                    // Only the empty folder of keys is left to be there.
                    Directory.Delete(path);
                }
            }

            Directory.Move(Path.Combine(fresh.FullName, "keys"), Path.Combine(directory, "keys"));
            File.Move(Path.Combine(fresh.FullName, "secret.key"), Path.Combine(directory, "secret.key"));
            File.Move(Path.Combine(fresh.FullName, "peppa.db"), database);
            return aside;
        }
        finally
        {
            fresh.Delete(recursive: true);
        }
    }

    private static (string File, string[] Settings, bool Overwrite) Parse(string[] args, string verb)
    {
        if (args is not [var file, .. var rest] || file.StartsWith('-'))
        {
            throw new StartUpException($"Name the file: PeppaApi {verb} FILE", ExitCodes.Usage);
        }

        return (Path.GetFullPath(file), [.. rest.Where(arg => arg != Overwrite)], rest.Contains(Overwrite));
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new StartUpException(message, ExitCodes.DataDirectory);
        }
    }
}
