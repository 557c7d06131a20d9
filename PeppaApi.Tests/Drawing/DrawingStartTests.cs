using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Components.Pages.Drawings;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Drawing;

/// <summary>How to begin is told with the address that users are to use, wherever the reader is.</summary>
[Collection(ComponentHost.Name)]
public sealed class DrawingStartTests(ComponentHost host)
{
    [Fact]
    public async Task Example_HasTheMainAddress()
    {
        var settings = host.Services.GetRequiredService<OperatorSettings>();
        var before = settings.Get<AddressSettings>();
        await settings.SaveAsync(new AddressSettings([new RelayAddress("https://relay.example.com", AddressKind.Main)]));
        await using var page = new ComponentPage(host);
        Assert.Contains("curl https://relay.example.com/mj/submit/imagine", page.Render<DrawingStart>().Markup, StringComparison.Ordinal);
        await settings.SaveAsync(before);
    }
}
