using Bunit;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Components.Pages.Usage;
using PeppaApi.Operations.Work;
using PeppaApi.Resources;
using PeppaApi.Tests.Support;
using PeppaApi.Usage;

namespace PeppaApi.Tests.Usage;

/// <summary>The button that makes a file says how that went.</summary>
[Collection(ComponentHost.Name)]
public sealed class UsageExportButtonTests(ComponentHost host)
{
    [Fact]
    public async Task Export_ThatBrokeOff_SaysSo()
    {
        var work = host.Services.GetRequiredService<LongWork>();
        var name = UsageExports.Name(host.UserId, ofAll: false);
        work.Start(name, 2, _ => throw new IOException("full"));
        for (var i = 0; i < 500 && work.Find(name)!.Running; i++)
        {
            await Task.Delay(10, Xunit.TestContext.Current.CancellationToken);
        }

        await using var page = new ComponentPage(host);
        page.Renderer.SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Server", true));
        var shown = page.Render<UsageExportButton>(parameters => parameters.Add(button => button.Filter, new UsageFilter()));
        Assert.Equal(UsageText.ExportBroke, shown.Find("[role=alert]").TextContent);
        Assert.Equal(UsageText.Export, shown.Find("button").TextContent.Trim());
    }
}
