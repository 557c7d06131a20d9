using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Hosting;
using PeppaApi.Mail;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Mail;

/// <summary>Ways to reach a mail server, and what operators see of it.</summary>
public sealed class MailServerTests
{
    [Theory]
    [InlineData("StartTls", "starttls")]
    [InlineData("Tls", "tls")]
    public async Task Server_WithATrustedCertificate_IsUsedEncryptedAndLoggedInTo(string security, string serverSecurity)
    {
        await using var folder = new TempFolder();
        var (certificate, trusted) = SmtpServer.MakeCertificate(folder.Path);
        await using var server = await SmtpServer.StartAsync($"--security={serverSecurity}", $"--certificate={certificate}", "--user=peppa", "--password=s3cret word");
        using var process = new RelayProcess(Path.Combine(folder.Path, "data"), new Dictionary<string, string>
        {
            ["SSL_CERT_FILE"] = trusted,
            ["Mail__Host"] = "127.0.0.1",
            ["Mail__Port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Mail__Security"] = security,
            ["Mail__UserName"] = "peppa",
            ["Mail__Password"] = "s3cret word",
            ["Mail__From"] = "no-reply@example.test",
        });
        await process.StartAsync();
        var result = await process.PostAsync("/api/mails/test", new { to = "ann@example.test" });
        Assert.True(result.GetProperty("accepted").GetBoolean(), result.ToString());
        var mail = await server.MailToAsync("ann@example.test");
        Assert.Equal((true, "peppa"), (mail.Encrypted, mail.Login));

        var view = (await process.GetAsync("/api/settings/mail")).ToString();
        Assert.DoesNotContain("s3cret", view, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("StartTls", "starttls", "certificate")]
    [InlineData("Tls", "tls", "certificate")]
    [InlineData("StartTls", "none", "STARTTLS")]
    [InlineData("Tls", "none", "TLS")]
    public async Task Server_ThatIsNotWhatItShouldBe_GetsNothing(string security, string serverSecurity, string says)
    {
        await using var folder = new TempFolder();
        var (certificate, _) = SmtpServer.MakeCertificate(folder.Path);
        await using var server = await SmtpServer.StartAsync($"--security={serverSecurity}", $"--certificate={certificate}");
        await using var app = await AppHost.StartAsync([.. server.Settings, $"--Mail:Security={security}", "--Mail:TimeoutSeconds=5"]);
        var result = await app.Services.GetRequiredService<MailDesk>().SendTestAsync("ann@example.test");
        Assert.False(result.Accepted);
        Assert.Contains(says, result.Answer, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task TestMail_AnyOutcome_ShowsTheServersOwnAnswer()
    {
        await using var server = await SmtpServer.StartAsync("--user=peppa", "--password=right");
        await using var app = await AppHost.StartAsync();
        await PutAsync(app, server, "right");
        Assert.Equal((200, true), await TestAsync(app, "ann@example.test", "4711"));
        Assert.Equal((200, false), await TestAsync(app, "refused@example.test", "550"));
        await PutAsync(app, server, "wrong");
        Assert.Equal((200, false), await TestAsync(app, "ann@example.test", "535"));
        await server.DownAsync();
        Assert.Equal((200, false), await TestAsync(app, "ann@example.test", ""));
        Assert.Equal(400, (await app.Admin.CallAsync("POST", "/api/mails/test", """{"to":"a@b\r\nBcc: c@d"}""")).Status);
    }

    [Fact]
    public async Task Password_Stored_IsSealedNeverShownAndStaysWithItsServer()
    {
        await using var app = await AppHost.StartAsync();
        const string Server = """{"host":"smtp.example.test","port":2525,"security":"none","userName":"peppa","password":"s3cret word","from":"no-reply@example.test"}""";
        var (status, view) = await app.Admin.CallAsync("PUT", "/api/settings/mail", Server);
        Assert.Equal((200, true), (status, view!["hasPassword"]!.GetValue<bool>()));
        Assert.DoesNotContain("s3cret", view.ToJsonString(), StringComparison.Ordinal);
        await app.RestartAsync();
        var servers = app.Services.GetRequiredService<MailServers>();
        Assert.Equal("s3cret word", servers.Current()!.Password);
        await app.StopAsync();
        foreach (var file in Directory.EnumerateFiles(app.DataDirectory, "peppa.db*"))
        {
            Assert.DoesNotContain("s3cret", await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1), StringComparison.Ordinal);
        }

        await app.RestartAsync();
        servers = app.Services.GetRequiredService<MailServers>();
        var kept = new MailServer("smtp.example.test", 2525, MailSecurity.None, "peppa", null, "other@example.test");
        Assert.Equal("other@example.test", (await servers.SaveAsync(kept)).From);
        Assert.Equal("s3cret word", servers.Current()!.Password);
        Assert.Equal("password", (await Assert.ThrowsAsync<InputException>(() => servers.SaveAsync(kept with { Host = "evil.example.test" }))).Field);
        await servers.SaveAsync(kept with { Host = "" });
        Assert.False(servers.Exists);
    }

    [Fact]
    public async Task Server_OfTheConfiguration_WinsAsAWhole()
    {
        await using var app = await AppHost.StartAsync("--Mail:Host=configured.example.test", "--Mail:From=a@example.test");
        Assert.True(app.Services.GetRequiredService<MailServers>().View() is { FromConfiguration: true, Host: "configured.example.test", UserName: null });
        var (status, problem) = await app.Admin.CallAsync("PUT", "/api/settings/mail", """{"host":"other.example.test","from":"a@example.test"}""");
        Assert.Equal((400, "host"), (status, problem!["errors"]!.AsObject().Single().Key));
    }

    [Theory]
    [InlineData("--Mail:Host=not a host", "Mail:Host")]
    [InlineData("--Mail:Port=0", "Mail:Port")]
    [InlineData("--Mail:Security=Perhaps", "Mail:Security")]
    [InlineData("--Mail:From=a@example.test\r\nBcc: b@example.test", "Mail:From")]
    [InlineData("--Mail:UserName=somebody", "Mail:Password")]
    public void Configuration_WithABadValue_StopsTheStartAndNamesIt(string setting, string key)
    {
        string[] usual = setting.Contains("Host", StringComparison.Ordinal) ? [] : ["--Mail:Host=smtp.example.test"];
        string[] from = setting.Contains("From", StringComparison.Ordinal) ? [] : ["--Mail:From=a@example.test"];
        var exception = Assert.Throws<StartUpException>(() => PeppaHost.Build([.. usual, .. from, setting]));
        Assert.Contains(key, exception.Message, StringComparison.Ordinal);
    }

    private static async Task PutAsync(AppHost app, SmtpServer server, string password)
    {
        var body = new JsonObject { ["host"] = "127.0.0.1", ["port"] = server.Port, ["security"] = "none", ["userName"] = "peppa", ["password"] = password, ["from"] = "no-reply@example.test" };
        Assert.Equal(200, (await app.Admin.CallAsync("PUT", "/api/settings/mail", body.ToJsonString())).Status);
    }

    private static async Task<(int Status, bool Accepted)> TestAsync(AppHost app, string to, string says)
    {
        var (status, result) = await app.Admin.CallAsync("POST", "/api/mails/test", $$"""{"to":"{{to}}"}""");
        Assert.Contains(says, result!["answer"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEmpty(result["answer"]!.GetValue<string>());
        return (status, result["accepted"]!.GetValue<bool>());
    }
}
