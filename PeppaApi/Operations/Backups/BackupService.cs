using System.Globalization;
using Microsoft.Extensions.Options;
using PeppaApi.Auditing;
using PeppaApi.Data;
using PeppaApi.Settings;

namespace PeppaApi.Operations.Backups;

/// <param name="Name">The file's name, by which it is asked for.</param>
public sealed record BackupView(string Name, DateTimeOffset MadeAt, long Bytes);

/// <summary>Backups in the data directory: made while requests are served, one at a time. Safe for any thread.</summary>
public sealed class BackupService(IOptions<StorageOptions> storage, DatabaseFiles files, OperatorSettings settings, AuditLog log, TimeProvider time)
{
    private const string Start = "peppa-";
    private const string End = ".zip";
    private readonly Lock _gate = new();
    private Task<BackupView>? _running;

    /// <summary>Whether one is being made.</summary>
    public bool IsRunning => Volatile.Read(ref _running) is { IsCompleted: false };

    private string Folder => Path.Combine(storage.Value.FullDataDirectory, "backups");

    /// <summary>The latest first.</summary>
    public IReadOnlyList<BackupView> List() => !Directory.Exists(Folder)
        ? []
        : [.. new DirectoryInfo(Folder).EnumerateFiles(Start + "*" + End).Select(View).OrderByDescending(backup => backup.MadeAt).ThenByDescending(backup => backup.Name, StringComparer.Ordinal)];

    /// <summary>Makes a backup; whoever asks while one is being made waits for that one. It goes on when nobody waits any more.</summary>
    public Task<BackupView> MakeAsync()
    {
        lock (_gate)
        {
            if (!IsRunning)
            {
                _running = Task.Run(RunAsync);
            }

            return _running!;
        }
    }

    /// <summary>Where a backup lies; none if there is no such one.</summary>
    public string? Find(string name) => List().Any(backup => backup.Name == name) ? Path.Combine(Folder, name) : null;

    /// <summary>Notes that somebody took a copy away: who has it has every key.</summary>
    public Task NoteDownloadAsync(string name, CancellationToken cancellationToken = default) =>
        log.WriteAsync(new AuditEvent("backup.downloaded", null, name), cancellationToken);

    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        if (Find(name) is not { } path)
        {
            return false;
        }

        File.Delete(path);
        await log.WriteAsync(new AuditEvent("backup.deleted", null, name), cancellationToken);
        return true;
    }

    /// <summary>Whether the schedule asks for one now.</summary>
    internal bool IsDue()
    {
        var every = settings.Get<BackupSettings>().EveryHours;
        return every > 0 && (List() is not [var latest, ..] || latest.MadeAt.AddHours(every) <= time.GetUtcNow());
    }

    private async Task<BackupView> RunAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var now = time.GetUtcNow();
        var path = Path.Combine(Folder, Start + now.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture) + End);
        BackupArchive.Write(files.Path, storage.Value.FullDataDirectory, path, now);
        var made = View(new FileInfo(path));
        await log.WriteAsync(new AuditEvent("backup.made", null, made.Name));
        foreach (var old in List().Skip(settings.Get<BackupSettings>().Keep))
        {
            File.Delete(Path.Combine(Folder, old.Name));
        }

        return made;
    }

    private static BackupView View(FileInfo file) => new(
        file.Name,
        DateTimeOffset.TryParseExact(file.Name[Start.Length..^End.Length], "yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : file.LastWriteTimeUtc,
        file.Length);
}
