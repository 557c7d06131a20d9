using System.Globalization;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Mail;

/// <summary>A killed process loses no mail.</summary>
public sealed class MailKillTests
{
    [Fact]
    public async Task Kill_BetweenSignUpAndSending_LosesNothingAndSendsOnce()
    {
        await using var folder = new TempFolder();
        await using var server = SmtpServer.Create();
        using var process = new RelayProcess(Path.Combine(folder.Path, "data"), Settings(server));
        await process.StartAsync();
        using var visitor = new SiteVisitor(new Uri(process.Address));
        await RegisterAsync(visitor, "ann@example.test");
        await process.KillAsync();
        await server.UpAsync();
        await process.StartAsync();
        var mail = await server.MailToAsync("ann@example.test");
        Assert.Equal("/dashboard", (await visitor.PostAsync("/verify", "code", ("Input.Code", SignUpMailbox.CodeOf(mail.Text)))).Location);
        await Task.Delay(1500);
        Assert.Single(server.Mails);
        Assert.Equal(0, (await process.GetAsync("/api/mails?state=pending")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Kill_WhileTheServerHasTheMail_SendsItAgainUnderTheSameId()
    {
        await using var folder = new TempFolder();
        await using var server = await SmtpServer.StartAsync();
        using var process = new RelayProcess(Path.Combine(folder.Path, "data"), Settings(server));
        await process.StartAsync();
        using var visitor = new SiteVisitor(new Uri(process.Address));
        await RegisterAsync(visitor, "slow@example.test");
        await server.Busy.WaitAsync(TimeSpan.FromSeconds(20));
        await process.KillAsync();
        await process.StartAsync();
        await server.MailToAsync("slow@example.test");
        for (var i = 0; i < 200 && (await process.GetAsync("/api/mails?state=sent")).GetProperty("total").GetInt32() == 0; i++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(1, (await process.GetAsync("/api/mails?state=sent")).GetProperty("total").GetInt32());
        Assert.Single(server.Mails.Select(mail => mail.Message.MessageId).Distinct());
    }

    private static Dictionary<string, string> Settings(SmtpServer server) => new()
    {
        ["Mail__Host"] = "127.0.0.1",
        ["Mail__Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
        ["Mail__Security"] = "None",
        ["Mail__From"] = "no-reply@example.test",
        ["Mail__RetrySeconds"] = "1",
    };

    private static async Task RegisterAsync(SiteVisitor visitor, string email)
    {
        var answer = await visitor.PostAsync(
            "/register", "register", ("Input.UserName", "ann"), ("Input.Email", email), ("Input.Password", ApiCalls.Password), ("Input.Accepted", "true"));
        Assert.Equal("/verify", answer.Location);
    }
}
