using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PeppaApi.Data;

namespace PeppaApi.Accounts;

/// <summary>Makes the first operator from the configuration. Running it again changes nothing.</summary>
public sealed partial class AdminBootstrap(
    IOptions<BootstrapOptions> options,
    UserService users,
    AccessTokenService tokens,
    IDbContextFactory<PeppaDbContext> contexts,
    ILogger<AdminBootstrap> logger)
{
    private readonly BootstrapOptions _options = options.Value;

    /// <exception cref="Settings.InputException">The name belongs to a user who is no operator, or the mail address to another.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (!_options.IsOn)
        {
            return;
        }

        if (!await users.AnyAdminAsync(cancellationToken))
        {
            await users.CreateAdminAsync(new NewUser(_options.UserName!, _options.Email!, _options.Password!), cancellationToken);
            Log.AdminCreated(logger, _options.UserName!);
        }

        if (string.IsNullOrEmpty(_options.AccessToken))
        {
            return;
        }

        if (await FindAdminAsync(cancellationToken) is { } id)
        {
            await tokens.EnsureAsync(id, _options.AccessToken, cancellationToken);
        }
        else
        {
            Log.OtherAdmin(logger, _options.UserName!);
        }
    }

    private async Task<long?> FindAdminAsync(CancellationToken cancellationToken)
    {
        var name = _options.UserName!.ToUpperInvariant();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Users.Where(user => user.NormalizedUserName == name && UserQueries.AdminIds(context).Contains(user.Id))
            .Select(user => (long?)user.Id).SingleOrDefaultAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "The first operator {UserName} was created from Bootstrap:Admin")]
        public static partial void AdminCreated(ILogger logger, string userName);

        [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "Bootstrap:Admin:AccessToken is not used: {UserName} is no operator here, and there are others already")]
        public static partial void OtherAdmin(ILogger logger, string userName);
    }
}
