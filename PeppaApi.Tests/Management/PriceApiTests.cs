using System.Text;
using System.Text.Json.Nodes;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Management;

public sealed class PriceApiTests
{
    [Fact]
    public async Task Put_WithTheVersionOfSomebodyElsesPast_IsAConflict()
    {
        await using var app = await AppHost.StartAsync();
        var first = await PutAsync(app, """{"inputPerMillion":1,"outputPerMillion":2}""", "\"0\"");
        Assert.Equal(200, first.Status);
        Assert.Equal(200, (await PutAsync(app, """{"inputPerMillion":2,"outputPerMillion":2}""", first.Tag)).Status);
        var late = await PutAsync(app, """{"inputPerMillion":3,"outputPerMillion":2}""", first.Tag);
        Assert.Equal((409, "price_changed", 2m), (late.Status, late.Body!["code"]!.GetValue<string>(), late.Body["latest"]!["inputPerMillion"]!.GetValue<decimal>()));
        Assert.Equal(200, (await PutAsync(app, """{"inputPerMillion":3,"outputPerMillion":2}""", $"\"{late.Body["version"]}\"")).Status);
        Assert.Equal(400, (await PutAsync(app, """{"inputPerMillion":3,"outputPerMillion":2}""", "\"x\"")).Status);
        var (_, history) = await app.Admin.CallAsync("GET", "/api/prices/some/model");
        Assert.Equal(3, history!["versions"]!.AsArray().Count);
    }

    [Fact]
    public async Task Import_OverTheApi_PreviewsThenApplies()
    {
        await using var app = await AppHost.StartAsync();
        foreach (var format in (string[])["json", "csv"])
        {
            var exported = await app.Admin.GetStringAsync($"/api/prices/export?format={format}");
            var plan = await ImportAsync(app, exported, "");
            Assert.Equal((0, 0, 0), (Number(plan, "added"), Number(plan, "changed"), Number(plan, "refused")));
            Assert.True(Number(plan, "unchanged") > 250);
        }

        const string Ratios = """{"ModelRatio":{"gpt-4":20,"brand-new":1}}""";
        Assert.Equal((1, 1), (Number(await ImportAsync(app, Ratios, "?preview=true"), "added"), Number(await ImportAsync(app, Ratios, "?preview=true"), "changed")));
        Assert.Equal(1, Number(await ImportAsync(app, Ratios, ""), "changed"));
        Assert.Equal(2, Number(await ImportAsync(app, Ratios, "?preview=true"), "unchanged"));
    }

    private static int Number(JsonNode plan, string name) => plan[name]!.GetValue<int>();

    private static async Task<JsonNode> ImportAsync(AppHost app, string file, string query)
    {
        using var content = new StringContent(file, Encoding.UTF8, "text/csv");
        using var response = await app.Admin.PostAsync("/api/prices/import" + query, content);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static async Task<(int Status, JsonNode? Body, string Tag)> PutAsync(AppHost app, string body, string ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/prices/some/model");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await app.Admin.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync()), response.Headers.ETag?.Tag ?? "");
    }
}
