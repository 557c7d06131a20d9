using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts;

public sealed class SignInTests : IAsyncLifetime
{
    private AppHost _app = null!;

    private UserService Users => _app.Services.GetRequiredService<UserService>();

    public async ValueTask InitializeAsync() => _app = await AppHost.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Password_FiveTimesWrong_LocksOut()
    {
        await _app.UserAsync("ann");
        for (var i = 0; i < 4; i++)
        {
            Assert.False((await SignInAsync("ann", "wrong password")).IsLockedOut);
        }

        Assert.True((await SignInAsync("ann", "wrong password")).IsLockedOut);
        Assert.True((await SignInAsync("ann", ApiCalls.Password)).IsLockedOut);
    }

    [Fact]
    public async Task DisabledUser_CannotSignIn_AndLosesTheSession()
    {
        var (id, _) = await _app.UserAsync("ann");
        Assert.True((await SignInAsync("ANN", ApiCalls.Password)).Succeeded);
        var stamp = await StampAsync("ann");
        await Users.UpdateAsync(id, new UserChange(Disabled: true));
        Assert.True((await SignInAsync("ann", ApiCalls.Password)).IsNotAllowed);
        Assert.NotEqual(stamp, await StampAsync("ann"));
    }

    [Fact]
    public async Task Password_Changed_EndsSessionsAndIsTheNewOne()
    {
        var (id, _) = await _app.UserAsync("ann");
        var stamp = await StampAsync("ann");
        await Users.UpdateAsync(id, new UserChange(Password: "another long password"));
        Assert.NotEqual(stamp, await StampAsync("ann"));
        Assert.False((await SignInAsync("ann", ApiCalls.Password)).Succeeded);
        Assert.True((await SignInAsync("ann", "another long password")).Succeeded);
    }

    [Fact]
    public async Task SameMailAddress_AtTheSameTime_IsGivenOnce()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                await Users.CreateAsync(new NewUser($"user{i}", "Same@example.com", ApiCalls.Password));
                return true;
            }
            catch (InputException exception)
            {
                Assert.Equal("email", exception.Field);
                return false;
            }
        }));
        Assert.Single(outcomes, made => made);
    }

    [Fact]
    public async Task NewMailAddress_IsNotConfirmed()
    {
        var user = await Users.CreateAsync(new NewUser("ann", "ann@example.com", ApiCalls.Password, EmailConfirmed: true));
        Assert.True(user.EmailConfirmed);
        Assert.False((await Users.UpdateAsync(user.Id, new UserChange(Email: "new@example.com")))!.EmailConfirmed);
    }

    private async Task<SignInResult> SignInAsync(string name, string password)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<SignInManager<User>>();
        return await signIn.CheckPasswordSignInAsync((await signIn.UserManager.FindByNameAsync(name))!, password, lockoutOnFailure: true);
    }

    private async Task<string?> StampAsync(string name)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<UserManager<User>>().FindByNameAsync(name))!.SecurityStamp;
    }
}
