using Microsoft.Data.Sqlite;
using PeppaApi.Hosting;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Hosting;

/// <summary>A start on a file that is damaged, foreign or too new says so in a sentence, says what to do, and changes nothing.</summary>
public sealed class DatabaseFileTests
{
    [Theory]
    [InlineData("text", "is damaged or is no database")]
    [InlineData("torn", "is damaged or is no database")]
    [InlineData("foreign", "is that of another program: it has a table customers")]
    [InlineData("newer", "was last used by a newer version")]
    public async Task Start_OnABadFile_SaysWhatToDo(string kind, string words)
    {
        await using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "peppa.db");
        await MakeAsync(kind, folder.Path, file);
        var before = await File.ReadAllBytesAsync(file);
        await using var output = new StringWriter();
        var code = await CommandLine.RunAsync([$"--Storage:DataDirectory={folder.Path}", "--Urls=http://127.0.0.1:0"], new Terminal(output, output));
        Assert.Equal(3, code);
        Assert.Contains(file, output.ToString(), StringComparison.Ordinal);
        Assert.Contains(words, output.ToString(), StringComparison.Ordinal);
        Assert.Contains(kind is "text" or "torn" ? "restore FILE" : kind == "newer" ? "Start that version" : "Choose another place", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
    }

    private static async Task MakeAsync(string kind, string folder, string file)
    {
        if (kind is "text")
        {
            await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("This is a letter, not a database.\n", 500)));
            return;
        }

        if (kind is "foreign")
        {
            await ExecuteAsync(file, "CREATE TABLE customers (id INTEGER PRIMARY KEY)");
            return;
        }

        await using (var app = await AppHost.StartAsync())
        {
            await ExecuteAsync(Path.Combine(app.DataDirectory, "peppa.db"), $"VACUUM INTO '{file}'");
            File.Copy(Path.Combine(app.DataDirectory, "secret.key"), Path.Combine(folder, "secret.key"));
        }

        if (kind is "newer")
        {
            await ExecuteAsync(file, "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99.0.0')");
            return;
        }

        // All but the first page is gone wrong.
        await using var stream = File.OpenWrite(file);
        stream.Position = 4096;
        await stream.WriteAsync(Enumerable.Repeat((byte)0x5a, (int)stream.Length - 4096).ToArray());
    }

    private static async Task ExecuteAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
