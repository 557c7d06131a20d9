namespace PeppaApi.Tests.Support;

/// <summary>One application for all tests of a class: for those that leave nothing behind which another would see.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    internal AppHost App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await AppHost.StartAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
