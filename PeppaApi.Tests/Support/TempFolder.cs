namespace PeppaApi.Tests.Support;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class TempFolder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("peppa-test-").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }
}
