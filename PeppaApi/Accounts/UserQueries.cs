using System.Linq.Expressions;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts;

internal static class UserQueries
{
    /// <summary>Operators who can sign in.</summary>
    public static IQueryable<long> AdminIds(PeppaDbContext context) =>
        from link in context.UserRoles
        join role in context.Roles on link.RoleId equals role.Id
        join user in context.Users on link.UserId equals user.Id
        where role.Name == Role.Admin && !user.Disabled
        select user.Id;

    public static IQueryable<User> Search(PeppaDbContext context, string? search)
    {
        // The stored upper-case forms: the engine's own comparison knows no case beyond ASCII.
        var wanted = search?.Trim().ToUpperInvariant();
        return string.IsNullOrEmpty(wanted)
            ? context.Users
            : context.Users.Where(user => user.NormalizedUserName!.Contains(wanted) || user.NormalizedEmail!.Contains(wanted));
    }

    /// <summary>The view without the balance, which is the ledger's to tell.</summary>
    public static Expression<Func<User, UserView>> ToView(PeppaDbContext context) => user => new UserView(
        user.Id,
        user.UserName!,
        user.Email!,
        user.EmailConfirmed,
        user.GroupName,
        user.Disabled,
        (from link in context.UserRoles
         join role in context.Roles on link.RoleId equals role.Id
         where link.UserId == user.Id
         orderby role.Name
         select role.Name).FirstOrDefault() ?? Role.User,
        user.CreatedAt,
        0,
        user.TwoFactorEnabled);
}
