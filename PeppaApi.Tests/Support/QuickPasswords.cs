using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace PeppaApi.Tests.Support;

/// <summary>Password hashes are slow on purpose: a sixth of what starting a host costs.</summary>
internal static class QuickPasswords
{
    public static void Use(IServiceCollection services) => services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1000);
}
