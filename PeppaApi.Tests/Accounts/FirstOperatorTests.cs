using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts;

public sealed class FirstOperatorTests
{
    private static readonly string[] NoBootstrap =
    [
        "--Bootstrap:Admin:UserName=", "--Bootstrap:Admin:Email=", "--Bootstrap:Admin:Password=", "--Bootstrap:Admin:AccessToken=",
    ];

    private static readonly NewUser Someone = new("boss", "boss@example.com", ApiCalls.Password);

    [Fact]
    public async Task Setup_RightCode_MakesTheOperatorOnce()
    {
        await using var app = await AppHost.StartAsync(NoBootstrap);
        var setup = app.Services.GetRequiredService<SetupService>();
        Assert.True(setup.IsNeeded);
        await setup.CreateAdminAsync(setup.Code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), Someone);
        Assert.False(setup.IsNeeded);
        Assert.True((await app.Services.GetRequiredService<UserService>().GetAsync(1))!.Admin);
        var refused = await Assert.ThrowsAsync<InputException>(() => setup.CreateAdminAsync(setup.Code, Someone with { UserName = "second" }));
        Assert.Equal("code", refused.Field);
        await app.RestartAsync();
        Assert.False(app.Services.GetRequiredService<SetupService>().IsNeeded);
    }

    [Fact]
    public async Task Setup_BadPassword_KeepsTheCode()
    {
        await using var app = await AppHost.StartAsync(NoBootstrap);
        var setup = app.Services.GetRequiredService<SetupService>();
        var refused = await Assert.ThrowsAsync<InputException>(() => setup.CreateAdminAsync(setup.Code, Someone with { Password = "short" }));
        Assert.Equal("password", refused.Field);
        await setup.CreateAdminAsync(setup.Code, Someone);
    }

    [Fact]
    public async Task Setup_TenWrongCodes_ReplacesTheCodeAndPauses()
    {
        await using var app = await AppHost.StartAsync(NoBootstrap);
        var setup = app.Services.GetRequiredService<SetupService>();
        var first = setup.Code;
        string? shown = null;
        setup.CodeReplaced += code => shown = code;
        for (var i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<InputException>(() => setup.CreateAdminAsync("AAAA-AAAA-AAAA", Someone));
        }

        Assert.NotEqual(first, setup.Code);
        Assert.Equal(setup.Code, shown);
        await Assert.ThrowsAsync<InputException>(() => setup.CreateAdminAsync(setup.Code, Someone));
        Assert.True(setup.IsNeeded);
    }

    [Fact]
    public async Task Bootstrap_Twice_ChangesNothing()
    {
        await using var app = await AppHost.StartAsync();
        await app.RestartAsync();
        await app.Services.GetRequiredService<AdminBootstrap>().RunAsync();
        var (status, users) = await app.Admin.CallAsync("GET", "/api/users");
        Assert.Equal(200, status);
        Assert.Equal(1, users!["total"]!.GetValue<int>());
        Assert.Single(await app.Services.GetRequiredService<AccessTokenService>().ListAsync(1));
    }

    [Fact]
    public async Task AccessTokens_InTheDataDirectory_AreNotInClear()
    {
        await using var app = await AppHost.StartAsync();
        var made = await app.Services.GetRequiredService<AccessTokenService>().CreateAsync(1, "mine");
        using (var client = app.Client(made))
        {
            Assert.Equal(200, (await client.CallAsync("GET", "/api/me")).Status);
        }

        await app.StopAsync();
        foreach (var file in Directory.EnumerateFiles(app.DataDirectory, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(made)) < 0, file);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(AppHost.AdminToken)) < 0, file);
        }
    }
}
