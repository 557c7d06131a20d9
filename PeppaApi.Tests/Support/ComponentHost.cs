using System.Globalization;
using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using PeppaApi.Accounts;
using PeppaApi.Components.Shared;
using PeppaApi.Hosting;
using PeppaApi.Settings;

namespace PeppaApi.Tests.Support;

/// <summary>The real services on a real database for components that are tried alone: no socket, no browser. One for all of them.</summary>
[CollectionDefinition(Name)]
public sealed class ComponentHost : IAsyncLifetime, ICollectionFixture<ComponentHost>
{
    public const string Name = "components";
    private readonly TempFolder _folder = new();
    private WebApplication _app = null!;

    public IServiceProvider Services => _app.Services;

    public long UserId { get; private set; }

    public async ValueTask InitializeAsync()
    {
        _app = PeppaHost.Build(
        [
            $"--Storage:DataDirectory={_folder.Path}", "--Urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None", "--Relay:AllowedPrivateHosts:0=127.0.0.1", "--Bootstrap:Admin:UserName=operator",
            "--Bootstrap:Admin:Email=operator@example.test", "--Bootstrap:Admin:Password=correct horse battery",
        ]);
        await PeppaHost.StartUpAsync(_app);
        UserId = (await Services.GetRequiredService<UserService>().CreateAsync(new NewUser("some", "some@example.test", "correct horse battery"))).Id;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await _folder.DisposeAsync();
    }
}

/// <summary>A page with nothing on it but what a test puts there, as the user of the host sees it, in English.</summary>
internal sealed class ComponentPage : BunitContext
{
    public ComponentPage(ComponentHost host)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddSingleton(host.Services.GetRequiredService<TimeZones>());
        Services.AddScoped<ReaderZone>();
        Services.AddFallbackServiceProvider(host.Services);
        AddAuthorization().SetAuthorized("some").SetClaims(new Claim(ClaimTypes.NameIdentifier, host.UserId.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Opens a dialog.</summary>
    /// <returns>What is shown, and the dialog's end.</returns>
    public async Task<(IRenderedComponent<MudDialogProvider> Shown, IDialogReference Dialog)> OpenAsync<TDialog>(DialogParameters parameters)
        where TDialog : IComponent
    {
        Render<MudPopoverProvider>();
        var shown = Render<MudDialogProvider>();
        var dialogs = Services.GetRequiredService<IDialogService>();
        var dialog = await shown.InvokeAsync(() => dialogs.ShowAsync<TDialog>("Dialog", parameters));
        return (shown, dialog);
    }
}

internal static class ShownDialogs
{
    /// <summary>Presses the button that says so.</summary>
    public static void Press(this IRenderedComponent<MudDialogProvider> shown, string text) =>
        shown.FindAll("button").Single(button => button.TextContent.Trim() == text).Click();

    public static bool Has(this IRenderedComponent<MudDialogProvider> shown, string text) => shown.Find(".mud-dialog").TextContent.Contains(text, StringComparison.Ordinal);
}
