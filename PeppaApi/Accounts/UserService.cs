using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Accounts.Notices;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <summary>Signs people up and changes what operators may change about them. Safe for any thread.</summary>
public sealed class UserService(
    IServiceScopeFactory scopes, IDbContextFactory<PeppaDbContext> contexts, BalanceReader balances, SessionService sessions, SecurityNotices notices, TimeProvider time)
    : IDisposable
{
    // Identity looks for doubles first and writes afterwards: one at a time, or two would get the same mail address.
    private readonly SemaphoreSlim _writing = new(1);

    /// <exception cref="InputException">A field cannot be accepted, or is taken.</exception>
    public async Task<UserView> CreateAsync(NewUser person, CancellationToken cancellationToken = default)
    {
        await CheckAsync(context => UserRules.CheckAsync(context, person, cancellationToken), cancellationToken);
        var id = await WriteAsync(
            async (users, admins) =>
            {
                var user = new User
                {
                    UserName = person.UserName,
                    Email = person.Email,
                    EmailConfirmed = person.EmailConfirmed,
                    GroupName = person.Group ?? Group.Default,
                    CreatedAt = time.GetUtcNow(),
                };
                UserInput.Require(await users.CreateAsync(user, person.Password));
                if (person.Admin)
                {
                    await admins.GiveAsync(user);
                }

                return user.Id;
            },
            cancellationToken);
        return (await GetAsync(id, cancellationToken))!;
    }

    /// <summary>
    /// Makes the first operator. A start that was cut off in between may have left the user without the role: whoever
    /// knows the password gets it.
    /// </summary>
    internal async Task<long> CreateAdminAsync(NewUser person, CancellationToken cancellationToken)
    {
        var left = await WriteAsync(
            async (users, admins) =>
            {
                var user = await users.FindByNameAsync(person.UserName);
                if (user is null || !await users.CheckPasswordAsync(user, person.Password))
                {
                    return (long?)null;
                }

                await admins.GiveAsync(user);
                return user.Id;
            },
            cancellationToken);
        return left ?? (await CreateAsync(person with { Admin = true, EmailConfirmed = true }, cancellationToken)).Id;
    }

    internal async Task<bool> AnyAdminAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await UserQueries.AdminIds(context).AnyAsync(cancellationToken);
    }

    /// <param name="search">Part of the user name or mail address.</param>
    public async Task<(IReadOnlyList<UserView> Items, int Total)> ListAsync(
        string? search, int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = UserQueries.Search(context, search);
        var rows = await found.OrderByDescending(user => user.Id).Skip((page - 1) * pageSize).Take(pageSize)
            .Select(UserQueries.ToView(context)).ToListAsync(cancellationToken);
        var available = await balances.AvailableAsync([.. rows.Select(row => row.Id)], cancellationToken);
        return ([.. rows.Select(row => row with { Available = available.GetValueOrDefault(row.Id) })], await found.CountAsync(cancellationToken));
    }

    public async Task<UserView?> GetAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await context.Users.AsNoTracking().Where(user => user.Id == id)
            .Select(UserQueries.ToView(context)).SingleOrDefaultAsync(cancellationToken);
        return user is null ? null : user with { Available = (await balances.GetAsync(id, cancellationToken)).Available };
    }

    /// <summary>Changes a user. Disabling and a new password end their sessions within a minute.</summary>
    /// <returns>The user afterwards, or <see langword="null"/> if there is none.</returns>
    /// <exception cref="InputException">A field cannot be accepted, or it would leave nobody to run the place.</exception>
    public async Task<UserView?> UpdateAsync(long id, UserChange change, CancellationToken cancellationToken = default)
    {
        // A new stamp ends the sessions; setting it saves everything else with it.
        var endsSessions = change.Password is not null || change.Disabled is true;
        var found = await ChangeAsync(id, async (users, _, user) =>
        {
            await CheckAsync(context => UserRules.CheckAsync(context, id, change, cancellationToken), cancellationToken);
            UserRules.Apply(users, user, change);
            UserInput.Require(endsSessions ? await users.UpdateSecurityStampAsync(user) : await users.UpdateAsync(user));
        });
        if (endsSessions)
        {
            await sessions.EndAllAsync(id, cancellationToken: cancellationToken);
        }

        if (found && change.Password is not null)
        {
            await notices.TellAsync(id, SecurityEvent.PasswordChanged, cancellationToken);
        }

        return found ? await GetAsync(id, cancellationToken) : null;
    }

    /// <summary>Gives a role, or takes it. Whoever loses one is signed out, so that nothing of it stays in open pages.</summary>
    internal async Task<UserView?> SetRoleAsync(long id, string role, CancellationToken cancellationToken)
    {
        await ChangeAsync(id, async (users, admins, user) =>
        {
            await CheckAsync(context => UserRules.CheckRoleAsync(context, id, role, cancellationToken), cancellationToken);
            await admins.SetAsync(user, role);
            UserInput.Require(await users.UpdateSecurityStampAsync(user));
        });
        await sessions.EndAllAsync(id, cancellationToken: cancellationToken);
        return await GetAsync(id, cancellationToken);
    }

    internal async Task ResetTwoStepAsync(long id, CancellationToken cancellationToken)
    {
        if (await ChangeAsync(id, (users, _, user) => TwoStepService.ResetAsync(users, user)))
        {
            await sessions.EndAllAsync(id, cancellationToken: cancellationToken);
            await notices.TellAsync(id, SecurityEvent.TwoStepOff, cancellationToken);
        }
    }

    public void Dispose() => _writing.Dispose();

    /// <summary>Rules that count users are asked where no other change of users can come between.</summary>
    private async Task CheckAsync(Func<PeppaDbContext, Task> rule, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await rule(context);
    }

    private Task<bool> ChangeAsync(long id, Func<UserManager<User>, AdminRole, User, Task> change) => WriteAsync(
        async (users, admins) =>
        {
            if (await users.FindByIdAsync(id.ToString(CultureInfo.InvariantCulture)) is not { } user)
            {
                return false;
            }

            await change(users, admins, user);
            return true;
        },
        CancellationToken.None);

    private Task<T> WriteAsync<T>(Func<UserManager<User>, AdminRole, Task<T>> work, CancellationToken cancellationToken) => WriteAsync(
        services => work(services.GetRequiredService<UserManager<User>>(), services.GetRequiredService<AdminRole>()), cancellationToken);

    /// <summary>Makes or changes users, one at a time, with services of its own.</summary>
    internal async Task<T> WriteAsync<T>(Func<IServiceProvider, Task<T>> work, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await work(scope.ServiceProvider);
        }
        finally
        {
            _writing.Release();
        }
    }
}
