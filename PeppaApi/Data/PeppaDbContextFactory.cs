using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace PeppaApi.Data;

/// <summary>For <c>dotnet ef</c> only: the shape without the host.</summary>
internal sealed class PeppaDbContextFactory : IDesignTimeDbContextFactory<PeppaDbContext>
{
    public PeppaDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PeppaDbContext>()
            .UseSqlite("Data Source=design.db")
            .UseApplicationServiceProvider(new ServiceCollection().Configure<IdentityOptions>(PeppaDbContext.UseSchema).BuildServiceProvider())
            .Options);
}
